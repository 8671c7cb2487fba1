using Microsoft.Extensions.Logging;

namespace AtlassianAudit.Tests.Enriching;

/// <summary>Keeps what was warned of.</summary>
internal sealed class RecordedLog<T> : ILogger<T>
{
    public List<string> Warnings { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Warnings)
            Warnings.Add(formatter(state, exception));
    }
}
