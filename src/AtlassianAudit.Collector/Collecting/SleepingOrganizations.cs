using System.Threading.Channels;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>Organizations whose grain went down without being told to, or could not be reached: they are woken until they answer.</summary>
internal sealed class SleepingOrganizations
{
    private readonly Channel<string> _asleep = Channel.CreateUnbounded<string>();

    public void Add(string organizationId) => _asleep.Writer.TryWrite(organizationId);

    /// <summary>Returns when there is one.</summary>
    public async Task AnyAsync(CancellationToken cancellationToken) => await _asleep.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>All of them, each once; they are not remembered here any more.</summary>
    public IReadOnlySet<string> Take()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        while (_asleep.Reader.TryRead(out var organizationId))
            taken.Add(organizationId);
        return taken;
    }
}
