namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>Atlassian's two limits as sliding windows: 50 requests a minute on an API path, 60 by a user.</summary>
/// <remarks>What is refused here does not use up a permit: else a client that asks too early would never be let in again.</remarks>
internal sealed class RateLimits
{
    public const int PerPath = 50;
    public const int PerUser = 60;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SlidingWindow> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SlidingWindow> _users = new(StringComparer.Ordinal);

    public RateVerdict Take(string path, string? user, DateTimeOffset now)
    {
        lock (_gate)
        {
            var window = Window(_paths, path, PerPath);
            if (user is not null && Window(_users, user, PerUser) is var ofUser)
            {
                if (window.Remaining(now) > 0 && ofUser.Remaining(now) > 0)
                {
                    window.Add(now);
                    ofUser.Add(now);
                    return Tighter(window, ofUser, now, exceeded: false);
                }

                return Tighter(window, ofUser, now, exceeded: true);
            }

            var exceeded = window.Remaining(now) <= 0;
            if (!exceeded)
                window.Add(now);
            return Verdict(window, now, exceeded);
        }
    }

    private static RateVerdict Tighter(SlidingWindow path, SlidingWindow user, DateTimeOffset now, bool exceeded) =>
        Verdict(user.Remaining(now) < path.Remaining(now) ? user : path, now, exceeded);

    private static RateVerdict Verdict(SlidingWindow window, DateTimeOffset now, bool exceeded) =>
        new(exceeded, window.Limit, window.Remaining(now), window.Reset(now));

    private static SlidingWindow Window(Dictionary<string, SlidingWindow> windows, string key, int limit) =>
        windows.TryGetValue(key, out var window) ? window : windows[key] = new SlidingWindow(limit);
}

/// <summary>What the tighter of the two limits says to a request.</summary>
internal sealed record RateVerdict(bool Exceeded, int Limit, int Remaining, DateTimeOffset Reset);
