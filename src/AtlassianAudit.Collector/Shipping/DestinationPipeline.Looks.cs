using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Collector.Shipping;

/// <summary>Questions to the cluster, beside the batches.</summary>
internal sealed partial class DestinationPipeline
{
    /// <summary>Looks at what the cluster holds, within <see cref="Patience"/>.</summary>
    public async Task<LookResult<T>> AskAsync<T>(Func<IElasticsearchTransport, CancellationToken, Task<LookResult<T>>> look)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        try
        {
            return await LookAsync(transport => look(transport, patience.Token));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return new LookResult<T>.NoAnswer($"Elasticsearch did not answer within {Patience.TotalSeconds} seconds; it is asked again.");
        }
    }

    /// <summary>The transport stays until the answer is there.</summary>
    private async Task<LookResult<T>> LookAsync<T>(Func<IElasticsearchTransport, Task<LookResult<T>>> look)
    {
        lock (_gate)
        {
            if (_retired)
                return new LookResult<T>.NoAnswer(SettingsChanged);
            _looks++;
        }

        try
        {
            return await look(_transport);
        }
        finally
        {
            lock (_gate)
            {
                _looks--;
                EndWhenRetired();
            }
        }
    }
}
