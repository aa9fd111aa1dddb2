-- A top-up that had arrived and went back to the bank, as a line of the provider's books shows. Once.
create table top_up_return (
  top_up_id text primary key references top_up_arrival (top_up_id),
  purse text not null,
  line text not null,
  returned_at timestamptz not null,
  noticed_at timestamptz not null,
  unique (purse, line)
);
create trigger append_only before update or delete on top_up_return for each row execute function forbid_change();
create trigger no_truncate before truncate on top_up_return for each statement execute function forbid_change();
grant select, insert on top_up_return to fund_service;
