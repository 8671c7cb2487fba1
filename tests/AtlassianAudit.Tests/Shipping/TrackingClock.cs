using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace AtlassianAudit.Tests.Shipping;

/// <summary>A clock that only the test moves, and that tells when somebody has set an alarm: what happens until then has happened.</summary>
internal sealed class TrackingClock() : FakeTimeProvider(new DateTimeOffset(2026, 5, 19, 10, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> _alarms = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>The next alarm that is set, in the order they were.</summary>
    public async Task<TimeSpan> AlarmAsync(CancellationToken cancellationToken) => await _alarms.Reader.ReadAsync(cancellationToken);

    /// <summary>Completes when there is an alarm that nobody has taken yet.</summary>
    public Task AlarmSetAsync(CancellationToken cancellationToken) => _alarms.Reader.WaitToReadAsync(cancellationToken).AsTask();

    /// <summary>Waits for the next alarm and goes there.</summary>
    public async Task GoToAlarmAsync(CancellationToken cancellationToken) => Advance(await AlarmAsync(cancellationToken));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Tracked(base.CreateTimer(callback, state, dueTime, period), _alarms.Writer);

    private sealed class Tracked(ITimer inner, ChannelWriter<TimeSpan> alarms) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = inner.Change(dueTime, period);
            if (dueTime >= TimeSpan.Zero)
                alarms.TryWrite(dueTime);
            return changed;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
