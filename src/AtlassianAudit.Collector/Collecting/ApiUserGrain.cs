using AtlassianAudit.Contracts.ApiUsers;
using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// Lets the requests of one API user wait for their turns. A turn is given at the moment of its slot, never booked ahead: whoever dies while waiting
/// costs nobody a slot. Nothing is persisted, because <see cref="Pace"/> leaves room for one forgotten slot.
/// </summary>
[GrainType("apiuser")]
internal sealed partial class ApiUserGrain(TimeProvider time, ILogger<ApiUserGrain> logger) : Grain, IApiUserGrain
{
    /// <summary>No grain call waits longer than 10 seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>Who waited in vain comes back soon: only those who wait take part in the rotation.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SteadyClock _clock = new(time);
    private readonly TurnScheduler _scheduler = new();
    private readonly RecentTurns _recent = new(time.GetUtcNow());
    private readonly Dictionary<TurnRequest, Waiting> _waiting = new(ReferenceEqualityComparer.Instance);
    private TaskScheduler? _tasks;
    private ITimer? _timer;
    private ThrottleNotice? _throttled;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _tasks = TaskScheduler.Current;
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    public Task<Turn> TakeTurnAsync(TurnRequest request)
    {
        var now = _clock.Now;
        if (_scheduler.SlotOf(request) - now is var alone && alone > Patience)
            return Task.FromResult(new Turn(alone, TimeSpan.Zero));

        // A request of its own, because the scheduler tells requests apart by reference.
        var own = request with { };
        var waiting = new Waiting(now, new TaskCompletionSource<Turn>(TaskCreationOptions.RunContinuationsAsynchronously));
        _waiting.Add(own, waiting);
        _scheduler.Enqueue(own);
        Serve();
        return waiting.Answer.Task;
    }

    public Task ReportThrottledAsync(ThrottleNotice notice)
    {
        var held = notice with { RetryAt = _clock.At(notice.RetryAt) };
        _scheduler.Hold(held);
        if (notice.Scope == ThrottleScope.User)
            _throttled = held;
        LogThrottled(this.GetPrimaryKeyString(), notice.Scope, notice.RetryAt);
        Serve();
        return Task.CompletedTask;
    }

    public Task<ApiUserUsage> GetUsageAsync() => Task.FromResult(_recent.Usage(_clock.Now, _throttled is { RetryAt: var until } && until > _clock.Now ? time.GetUtcNow() + (until - _clock.Now) : null));

    public Task ForgetAsync(string organizationId)
    {
        _scheduler.Forget(organizationId, _clock.Now);
        return Task.CompletedTask;
    }

    private void Serve()
    {
        var now = _clock.Now;
        while (_scheduler.Give(now) is { } request)
        {
            _recent.Given(request, now);
            Answer(request, askAgainAfter: null, now);
        }

        foreach (var (request, _) in _waiting.Where(pair => now - pair.Value.Since >= Patience).ToList())
        {
            _scheduler.Withdraw(request);
            var alone = _scheduler.SlotOf(request) - now;
            Answer(request, alone > Pause ? alone : Pause, now);
        }

        if (_waiting.Count == 0)
            return;
        var patienceEnds = _waiting.Values.Min(waiting => waiting.Since) + Patience;
        var next = _scheduler.NextTurn() is { } turn && turn < patienceEnds ? turn : patienceEnds;
        Arm(next > now ? next - now : TimeSpan.Zero);
    }

    private void Answer(TurnRequest request, TimeSpan? askAgainAfter, DateTimeOffset now)
    {
        _waiting.Remove(request, out var waiting);
        waiting!.Answer.SetResult(new Turn(askAgainAfter, now - waiting.Since));
    }

    /// <summary>
    /// No grain timer: while its activation goes down it ticks no more, and the activation goes down only when nobody waits here any more.
    /// </summary>
    private void Arm(TimeSpan due)
    {
        _timer ??= time.CreateTimer(_ => Task.Factory.StartNew(ServeInTurn, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _tasks!), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void ServeInTurn()
    {
        try
        {
            Serve();
        }
        catch (Exception exception)
        {
            // Nobody awaits this; the next request serves all.
            LogNotServed(exception, this.GetPrimaryKeyString());
        }
    }

    [LoggerMessage(LogLevel.Error, "The requests of API user {ApiUser} were not served")]
    private partial void LogNotServed(Exception exception, string apiUser);

    [LoggerMessage(LogLevel.Warning, "Atlassian throttled API user {ApiUser}: nothing is asked of its {Scope} before {RetryAt:O}")]
    private partial void LogThrottled(string apiUser, ThrottleScope scope, DateTimeOffset retryAt);

    private sealed record Waiting(DateTimeOffset Since, TaskCompletionSource<Turn> Answer);
}
