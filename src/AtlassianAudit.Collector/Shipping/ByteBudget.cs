namespace AtlassianAudit.Collector.Shipping;

/// <summary>The bytes that one silo may hold for all its destinations: memory is a function of this, not of the number of organizations.</summary>
internal sealed class ByteBudget(long bytes)
{
    private long _taken;

    /// <summary>Takes the bytes, or nothing. A batch larger than the whole budget is let in alone.</summary>
    public bool TryTake(long wanted)
    {
        while (true)
        {
            var taken = Interlocked.Read(ref _taken);
            if (taken > 0 && taken + wanted > bytes)
                return false;
            if (Interlocked.CompareExchange(ref _taken, taken + wanted, taken) == taken)
                return true;
        }
    }

    public void Release(long released) => Interlocked.Add(ref _taken, -released);
}
