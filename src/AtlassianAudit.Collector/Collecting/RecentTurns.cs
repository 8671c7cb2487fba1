using AtlassianAudit.Contracts.ApiUsers;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>The turns that were given in the last ten minutes: at most as many as the limit lets through.</summary>
internal sealed class RecentTurns(DateTimeOffset since)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private readonly Queue<(DateTimeOffset At, bool IsLive)> _turns = new();

    public void Given(TurnRequest request, DateTimeOffset now)
    {
        _turns.Enqueue((now, request.Priority == TurnPriority.LiveTail));
        Forget(now);
    }

    public ApiUserUsage Usage(DateTimeOffset now, DateTimeOffset? throttledUntil)
    {
        Forget(now);
        var window = now - since < Longest ? now - since : Longest;
        return new ApiUserUsage(window, _turns.Count, _turns.Count(turn => turn.IsLive), throttledUntil);
    }

    private void Forget(DateTimeOffset now)
    {
        while (_turns.TryPeek(out var oldest) && now - oldest.At > Longest)
            _turns.Dequeue();
    }
}
