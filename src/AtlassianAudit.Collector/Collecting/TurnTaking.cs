using AtlassianAudit.Contracts.ApiUsers;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>Takes a turn, and takes another where the first one aged too long on its way (monotonic clock).</summary>
internal static class TurnTaking
{
    public static async Task<TimeSpan?> AskForTurnAsync(this IApiUserGrain user, TurnRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var turn = await user.TakeTurnAsync(request).WaitAsync(cancellationToken);
        if (!turn.IsGiven)
            return turn.AskAgainAfter;
        return time.GetElapsedTime(asked) - turn.Waited < Turn.GoodFor ? null : TimeSpan.Zero;
    }
}
