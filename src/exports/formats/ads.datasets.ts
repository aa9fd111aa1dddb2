import type { Dataset } from '#kernel';
import { CHART_OF_ACCOUNTS, GENERAL_LEDGER } from '#ledger';

/**
 * The AICPA Audit Data Standards' general ledger set. Journal_ID is the entry's leaf number plus one: only entries that
 * are sealed are in it. Each fund balances by itself, so a fund is a business unit. Amounts are positive; the
 * indicator says the side.
 */
const SEALED = `g.leaf is not null`;
const ENTERED = `to_char(g.posted_at at time zone 'UTC', 'YYYY-MM-DD') as "Entered_Date",
  to_char(g.posted_at at time zone 'UTC', 'HH24:MI:SS') as "Entered_Time"`;
const SIDE = `case when g.amount_minor > 0 then 'D' else 'C' end`;

export const GL_DETAIL: Dataset = {
  name: 'GL_Detail',
  columns: {
    Journal_ID: 'integer',
    Journal_ID_Line_Number: 'integer',
    JE_Header_Description: 'code',
    JE_Line_Description: 'text',
    Source: 'code',
    Business_Unit_Code: 'code',
    Effective_Date: 'date',
    Fiscal_Year: 'code',
    Period: 'code',
    GL_Account_Number: 'code',
    Amount: 'money',
    Amount_Credit_Debit_Indicator: 'code',
    Amount_Currency: 'code',
    Entered_By: 'person',
    Entered_Date: 'code',
    Entered_Time: 'code',
    Approved_By: 'person',
    Reversal_Indicator: 'code',
    Reversal_Journal_ID: 'integer',
    Segment01: 'award',
  },
  order: ['Journal_ID', 'Journal_ID_Line_Number'],
  sql: (range) => `select g.leaf + 1 as "Journal_ID", 
      row_number() over (partition by g.leaf order by g.line) as "Journal_ID_Line_Number",
      g.kind as "JE_Header_Description", g.reason as "JE_Line_Description", split_part(g.kind, '.', 1) as "Source",
      g.fund as "Business_Unit_Code", g.effective_on as "Effective_Date", left(g.period, 4) as "Fiscal_Year",
      right(g.period, 2) as "Period", g.account as "GL_Account_Number", abs(g.amount_minor) as "Amount",
      ${SIDE} as "Amount_Credit_Debit_Indicator", g.currency as "Amount_Currency", g.currency,
      g.actor as "Entered_By", ${ENTERED}, g.approver as "Approved_By",
      case when g.reverses is null then '0' else '1' end as "Reversal_Indicator",
      m.idx + 1 as "Reversal_Journal_ID", g.award as "Segment01"
    from (${GENERAL_LEDGER.sql(range)}) g
    left join leaf m on m.source = 'entry' and m.seq = g.reverses
    where ${SEALED}`,
};

/** Beginning plus the details of the days is ending, for every account, fund and currency. */
export const TRIAL_BALANCE_ADS: Dataset = {
  name: 'Trial_Balance',
  columns: {
    GL_Account_Number: 'code',
    Business_Unit_Code: 'code',
    Fiscal_Year: 'code',
    Period: 'code',
    Amount_Beginning: 'money',
    Amount_Ending: 'money',
    Amount_Currency: 'code',
  },
  order: ['GL_Account_Number', 'Business_Unit_Code', 'Amount_Currency'],
  sql: ({
    from,
    to,
    fund,
  }) => `select g.account as "GL_Account_Number", g.fund as "Business_Unit_Code",
      to_char(${to}::date, 'YYYY') as "Fiscal_Year", to_char(${to}::date, 'MM') as "Period",
      coalesce(sum(g.amount_minor) filter (where g.effective_on < ${from}::date), 0) as "Amount_Beginning",
      sum(g.amount_minor) as "Amount_Ending", g.currency as "Amount_Currency", g.currency
    from (${GENERAL_LEDGER.sql({ from: `'0001-01-01'`, to, fund })}) g where ${SEALED}
    group by g.account, g.fund, g.currency`,
};

const TYPE = `case c.account_type when 'asset' then 'Assets' when 'liability' then 'Liabilities'
    when 'net_asset' then 'Equity' when 'revenue' then 'Revenue' when 'expense' then 'Expenses' else 'Memorandum' end`;
const CAPTION = `case c.account_type when 'asset' then 'Assets' when 'liability' then 'Liabilities'
    when 'budget' then 'Budget' else case c.donor_class when 'with' then 'Net assets with donor restrictions'
    else 'Net assets without donor restrictions' end end`;

export const CHART_OF_ACCOUNTS_ADS: Dataset = {
  name: 'Chart_Of_Accounts',
  columns: {
    GL_Account_Number: 'code',
    GL_Account_Name: 'text',
    Account_Type: 'code',
    Account_Subtype: 'code',
    FS_Caption: 'code',
  },
  order: ['GL_Account_Number'],
  sql: (range) => `select c.account as "GL_Account_Number", c.account_name as "GL_Account_Name",
      ${TYPE} as "Account_Type", c.account_type as "Account_Subtype", ${CAPTION} as "FS_Caption"
    from (${CHART_OF_ACCOUNTS.sql(range)}) c`,
};

/** Control totals of each journal entry and side: a file that lost a line does not add up to them. */
export const LOG_FILE: Dataset = {
  name: 'Log_File',
  columns: {
    Journal_ID: 'integer',
    Amount_Credit_Debit_Indicator: 'code',
    Total: 'money',
    Amount_Currency: 'code',
    Entered_Date: 'code',
    Entered_Time: 'code',
  },
  order: ['Journal_ID', 'Amount_Currency', 'Amount_Credit_Debit_Indicator'],
  sql: (range) => `select g.leaf + 1 as "Journal_ID", ${SIDE} as "Amount_Credit_Debit_Indicator",
      sum(abs(g.amount_minor)) as "Total", g.currency as "Amount_Currency", g.currency, ${ENTERED}
    from (${GENERAL_LEDGER.sql(range)}) g where ${SEALED}
    group by g.leaf, g.posted_at, g.currency, ${SIDE}`,
};
