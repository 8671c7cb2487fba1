using System.Threading.Channels;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>Organizations whose grain went down without being told to, or could not be reached: they are woken until they answer.</summary>
internal sealed class SleepingOrganizations : Sleepers<string>;

/// <summary>Whom to call until each has answered. Who went down on its own is left to rest for a while, since it may not be down yet.</summary>
internal class Sleepers<T>
{
    private readonly Channel<T> _asleep = Channel.CreateUnbounded<T>();
    private readonly Channel<bool> _hurry = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Add(T sleeper) => _asleep.Writer.TryWrite(sleeper);

    /// <summary>They are to be called at once, and whoever rests meanwhile with them.</summary>
    public void AddUrgent(IEnumerable<T> sleepers)
    {
        foreach (var sleeper in sleepers)
            Add(sleeper);
        _hurry.Writer.TryWrite(true);
    }

    /// <summary>Returns when there is one, and it has rested or is urgent.</summary>
    public async Task AnyAsync(TimeSpan rest, TimeProvider time, CancellationToken cancellationToken)
    {
        await _asleep.Reader.WaitToReadAsync(cancellationToken);
        using var rested = new CancellationTokenSource(rest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(rested.Token, cancellationToken);
        try
        {
            await _hurry.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody was in a hurry.
        }
    }

    /// <summary>All of them, each once; they are not remembered here any more.</summary>
    public IReadOnlySet<T> Take()
    {
        _hurry.Reader.TryRead(out _);
        var taken = new HashSet<T>();
        while (_asleep.Reader.TryRead(out var sleeper))
            taken.Add(sleeper);
        return taken;
    }
}
