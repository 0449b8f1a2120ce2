"""Temporary."""
from vibecli.learn.definition import *
def propose(catalog, entity=None):
    if catalog.table('unified_profile') is None: return None
    S=EventSource(table='sales.orders',time='ordered_at',links=(Link(column='customer_id',bridge='SELECT crm_customer_id AS value, profile_id AS key FROM unified_profile'),Link(column='account_no',bridge='SELECT loyalty_account_no AS value, profile_id AS key FROM unified_profile')),where="status <> 'cancelled'")
    A=EventSource(table='app.events',time='ts',links=(Link(column='customer_id',bridge='SELECT crm_customer_id AS value, profile_id AS key FROM unified_profile'),),where=None)
    F=[]
    for d in (30,90,365): F.append(FeatureColumn(name=f'orders_{d}',meaning=f'orders in the last {d} days',source='sales.orders',measure='count',column=None,where=None,days=d))
    F.append(FeatureColumn(name='recency',meaning='days since the newest order',source='sales.orders',measure='recency',column=None,where=None,days=None))
    F.append(FeatureColumn(name='tenure',meaning='days since the first order',source='sales.orders',measure='tenure',column=None,where=None,days=None))
    F.append(FeatureColumn(name='spent',meaning='money spent',source='sales.orders',measure='sum',column='amount',where=None,days=None))
    F.append(FeatureColumn(name='channel',meaning='channel of the newest order',source='sales.orders',measure='last',column='channel',where=None,days=None))
    F.append(FeatureColumn(name='views_30',meaning='app events in the last 30 days',source='app.events',measure='count',column=None,where=None,days=30))
    return FeatureSet(name='customers',entity='unified_profile',key='profile_id',sources=(S,A),features=tuple(F))
