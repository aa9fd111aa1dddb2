// @ts-check

/**
 * Settings on the command line stand above the data folder's own files: nobody can loosen them from inside.
 *
 * The server's log must never hold a personal value. PostgreSQL writes the text of a failed statement and
 * values such as a duplicate key into its messages, so errors of statements are not logged at all (the
 * service logs their codes), and what is logged is terse: a crash then does not quote the running query.
 * @param {{ port: number, volatile: boolean }} choice
 * @returns {string[]}
 */
export function serverParameters({ port, volatile }) {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    // Taken as it is used. With the default, four times less, a large day's indexes are read again and again.
    shared_buffers: '512MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...PRIVATE_LOG,
    ...(volatile ? VOLATILE : {}),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

const PRIVATE_LOG = {
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_min_duration_sample: '-1',
  log_transaction_sample_rate: '0',
  log_duration: 'off',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_lock_waits: 'off',
  log_recovery_conflict_waits: 'off',
  log_temp_files: '-1',
};

/** For tests: a crash of the machine may lose everything, and in return nothing waits for the disk. */
const VOLATILE = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '256MB',
};
