using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Management.Security;

/// <summary>
/// Leaves a trace of who sends a token that is unknown, and never the token: it may be a right one with a slip in it. At most one line per address and
/// minute, and so many addresses a minute, because whoever guesses must fill neither the log nor the memory.
/// </summary>
internal sealed partial class RefusedTokens(TimeProvider time, ILogger<RefusedTokens> logger)
{
    private const int MostAddresses = 1000;
    private const int LongestPath = 200;
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, long> _said = [];

    public void Note(IPAddress? address, PathString path)
    {
        if (!IsToBeSaid(address ?? IPAddress.None))
            return;

        // As it was sent: decoded it may hold line ends.
        var sent = path.ToUriComponent();
        LogRefused(address, sent.Length > LongestPath ? sent[..LongestPath] : sent);
    }

    private bool IsToBeSaid(IPAddress address)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_said.TryGetValue(address, out var last) && time.GetElapsedTime(last, now) < Silence)
                return false;
            if (_said.Count >= MostAddresses)
                foreach (var (old, _) in _said.Where(said => time.GetElapsedTime(said.Value, now) >= Silence).ToList())
                    _said.Remove(old);
            if (_said.Count >= MostAddresses)
                return false;
            _said[address] = now;
            return true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "A request from {Address} for {Path} was refused: its token is unknown. Further ones from there are not told for a minute")]
    private partial void LogRefused(IPAddress? address, string path);
}
