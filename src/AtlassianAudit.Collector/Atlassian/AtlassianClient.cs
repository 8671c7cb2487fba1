using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly;
using Polly.Timeout;

namespace AtlassianAudit.Collector.Atlassian;

/// <summary>
/// Asks Atlassian for one page, once: every attempt takes a turn of its own, so nothing in here retries. Whatever happens is a <see cref="PageResult"/>.
/// </summary>
/// <param name="isEnding">True once this silo was told to end: no grain is placed on it any more, so that a page that comes now could not be shipped from here.</param>
internal sealed class AtlassianClient(HttpClient http, AtlassianOptions options, TimeProvider time, Func<bool> isEnding)
{
    private const int FirstBuffer = 64 * 1024;
    private static readonly PageResult.Failed Ending = new("This silo was told to end; another one, or its next start, goes on.");

    private readonly ResiliencePipeline _attempt =
        new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(TimeSpan.FromSeconds(options.RequestTimeoutSeconds)).Build();

    public async Task<PageResult> GetAsync(AtlassianRequest request, string apiKey, CancellationToken cancellationToken)
    {
        if (isEnding())
            return Ending;
        var result = await AskAsync(request, apiKey, cancellationToken);
        if (result is not PageResult.Page { Content: var page } || !isEnding())
            return result;
        page.Dispose();
        return Ending;
    }

    private async Task<PageResult> AskAsync(AtlassianRequest request, string apiKey, CancellationToken cancellationToken)
    {
        try
        {
            return await _attempt.ExecuteAsync(
                static (state, token) => state.Client.AttemptAsync(state.Request, state.ApiKey, token),
                (Client: this, Request: request, ApiKey: apiKey),
                cancellationToken);
        }
        catch (TimeoutRejectedException)
        {
            return new PageResult.Failed($"Atlassian did not answer within {options.RequestTimeoutSeconds} seconds (Atlassian:RequestTimeoutSeconds); it is asked again.");
        }
        catch (HttpRequestException exception)
        {
            return Unreachable(request, $"{exception.HttpRequestError}: {exception.Message}");
        }
        catch (OperationCanceledException exception) when (exception.InnerException is TimeoutException timeout && !cancellationToken.IsCancellationRequested)
        {
            // The handler's own time-out, for a machine that is off or behind a firewall.
            return Unreachable(request, timeout.Message);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            return new PageResult.Failed($"Atlassian's answer broke off ({exception.Message}); the same place is asked for again.");
        }
        catch (FormatException)
        {
            return new PageResult.KeyRejected("The stored API key holds characters that no header may carry. Set the organization's apiKey again.");
        }
    }

    private static PageResult.Failed Unreachable(AtlassianRequest request, string why) => new(
        $"Atlassian cannot be reached at {request.BaseUrl.GetLeftPart(UriPartial.Authority)} ({why}). Check the baseUrl, the network and Atlassian:Proxy; it is asked again.");

    private async ValueTask<PageResult> AttemptAsync(AtlassianRequest request, string apiKey, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, request.Uri);
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        message.Headers.Accept.ParseAdd("application/json");
        using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

        if (await ReadAsync(answer.Content, cancellationToken) is not var (buffer, length))
            return new PageResult.TooLarge($"Atlassian's answer is larger than {options.MaxResponseBytes} bytes (Atlassian:MaxResponseBytes); fewer events are asked for at a time.");
        var kept = false;
        try
        {
            if (answer.StatusCode != HttpStatusCode.OK)
                return AnswerReading.Read(answer.StatusCode, answer.Headers, buffer.AsSpan(0, length), request, time.GetUtcNow(), Random.Shared.NextDouble());

            var page = AuditPage.Parse(buffer, length);
            kept = true;
            return new PageResult.Page(page);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new PageResult.Failed($"Atlassian's answer cannot be read ({exception.Message}); the same place is asked for again.");
        }
        finally
        {
            if (!kept)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Null where it is too large.</summary>
    private async Task<(byte[] Buffer, int Length)?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var length = 0;
        try
        {
            while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) is > 0 and var read)
            {
                length += read;
                if (length > options.MaxResponseBytes)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    return null;
                }

                if (length == buffer.Length)
                    buffer = Grow(buffer, length);
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }

        return (buffer, length);
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
