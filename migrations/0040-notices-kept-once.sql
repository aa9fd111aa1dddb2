-- Providers send thousands of notices at once. What keeps one and wakes whoever works them off is planned once for each
-- connection, and not for each notice: the queue's table is a view of several, and to plan it took longer than to write.
create function keep_notice(provider text, event_id text, event_type text, related_object text, body_digest bytea,
  is_known boolean, task text)
returns boolean language plpgsql as $$
begin
  insert into inbox (provider, event_id, event_type, related_object, body_digest, is_known)
  values (keep_notice.provider, keep_notice.event_id, keep_notice.event_type, keep_notice.related_object,
    keep_notice.body_digest, keep_notice.is_known)
  on conflict do nothing;
  if not found then
    return false;
  end if;
  if not exists (select 1 from graphile_worker.jobs where key = task and locked_at is null) then
    perform graphile_worker.add_job(task, '{}'::json, job_key => task, max_attempts => 12);
  end if;
  return true;
end;
$$;

grant execute on function keep_notice to fund_service;
