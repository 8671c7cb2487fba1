using AtlassianAudit.Contracts.ApiUsers;

namespace AtlassianAudit.Tests.Collecting.Cluster;

/// <summary>One API user whose organizations want nearly three times what Atlassian permits.</summary>
public sealed class CrowdedUsers
{
    private const int Organizations = 800;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(32);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task Intervals_stretch_evenly_and_what_is_permitted_is_used()
    {
        await using var cluster = await CollectorCluster.StartAsync();
        var start = cluster.Clock.GetUtcNow();
        var user = cluster.Grains.GetGrain<IApiUserGrain>("msp");
        var polls = Enumerable.Range(0, Organizations).Select(_ => new List<DateTimeOffset>()).ToList();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var loops = polls.Select((own, i) => PollAsync(cluster, user, $"org-{i}", own, stop.Token)).ToList();
        while (cluster.Clock.GetUtcNow() < start + Duration)
        {
            cluster.Clock.Advance(Step);
            for (var round = 0; round < 4; round++)
                await user.GetUsageAsync();
        }

        await stop.CancelAsync();
        for (var ended = Task.WhenAll(loops); !ended.IsCompleted; await user.GetUsageAsync())
            cluster.Clock.Advance(Step);

        var all = polls.SelectMany(own => own).Order().ToList();
        for (var minute = start; minute < start + Duration - TimeSpan.FromMinutes(1); minute += TimeSpan.FromSeconds(1))
        {
            var used = all.Count(at => at >= minute && at < minute.AddMinutes(1));
            Assert.True(used <= 60, $"{used} requests in the minute from {minute:T}");
        }

        Assert.InRange(all.Count, 0.9 * 60 * Duration.TotalMinutes, 60 * Duration.TotalMinutes);
        var gaps = polls.SelectMany(own => own.Zip(own.Skip(1), (a, b) => (b - a).TotalSeconds)).ToList();
        Assert.InRange(gaps.Max(), 0, 1.2 * gaps.Average());
    }

    /// <summary>What an organization's poll loop does with its turns.</summary>
    private static async Task PollAsync(CollectorCluster cluster, IApiUserGrain user, string id, List<DateTimeOffset> polls, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var turn = await user.TakeTurnAsync(new TurnRequest(id, $"https://a/{id}", TurnPriority.LiveTail));
                if (stop.IsCancellationRequested)
                    return;
                if (turn.IsGiven)
                    polls.Add(cluster.Clock.GetUtcNow());
                await Task.Delay(turn.AskAgainAfter ?? Interval, cluster.Clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The time is up.
        }
    }
}
