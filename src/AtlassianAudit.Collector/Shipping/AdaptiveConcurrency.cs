namespace AtlassianAudit.Collector.Shipping;

/// <summary>How many requests may be in flight: one more after a full round without pressure, half of it after pressure.</summary>
internal sealed class AdaptiveConcurrency(int most)
{
    private const double First = 2;
    private double _limit = Math.Min(First, most);

    public int Limit => (int)_limit;

    public void Succeeded() => _limit = Math.Min(most, _limit + (1 / _limit));

    public void Pressed() => _limit = Math.Max(1, _limit / 2);
}
