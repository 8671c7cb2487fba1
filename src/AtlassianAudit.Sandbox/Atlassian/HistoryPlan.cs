namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>Spreads historical events evenly between two instants; pure, and the same in every process.</summary>
internal static class HistoryPlan
{
    public static IEnumerable<LoggedEvent> Between(ulong seed, int events, long from, long to)
    {
        for (var n = 0; n < events; n++)
        {
            var processedAt = from + (long)((to - from) * ((n + 0.5) / events));
            var dice = new Dice(Dice.Seed("history", (long)seed, n));
            yield return At(processedAt, from, dice.Next(), mayBeOld: true);
        }
    }

    /// <summary>One event that was processed at an instant: a moment after it happened, or, for about one in fifty, long after.</summary>
    public static LoggedEvent At(long processedAt, long earliestTime, ulong seed, bool mayBeOld = false)
    {
        var dice = new Dice(~seed);
        if (mayBeOld && dice.Percent(0.5))
            return new LoggedEvent(processedAt, processedAt, seed, HasProcessedAt: false);

        var lag = dice.Percent(2) ? 120_000 + dice.Below(3_480_000) : 200 + dice.Below(1301);
        var time = processedAt - lag;
        if (dice.Percent(20))
            time -= time % 1000;
        return new LoggedEvent(processedAt, Math.Max(earliestTime, time), seed, HasProcessedAt: true);
    }
}
