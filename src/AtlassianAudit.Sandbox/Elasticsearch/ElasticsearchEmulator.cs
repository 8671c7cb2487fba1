using AtlassianAudit.Sandbox.Serving;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>A local Elasticsearch that speaks real HTTP on 127.0.0.1 and lives in this process.</summary>
internal sealed class ElasticsearchEmulator : IAsyncDisposable
{
    /// <summary><c>http.max_content_length</c>.</summary>
    private const long LargestBody = 100 * 1024 * 1024;

    private readonly LoopbackServer _server;

    private ElasticsearchEmulator(LoopbackServer server, ElasticsearchWorld world) => (_server, World) = (server, world);

    public Uri Address => _server.Address;

    /// <summary>Requests that are being answered.</summary>
    public int InFlight => _server.InFlight;

    public ElasticsearchWorld World { get; }

    /// <summary>Starts one on a port, or on a free one with 0.</summary>
    public static async Task<ElasticsearchEmulator> StartAsync(int port, TimeProvider time, CancellationToken cancellationToken)
    {
        var world = new ElasticsearchWorld(time);
        var server = await LoopbackServer.StartAsync(port, LargestBody, application => Map(application, world), cancellationToken);
        return new ElasticsearchEmulator(server, world);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void Map(WebApplication application, ElasticsearchWorld world)
    {
        var bulk = new BulkEndpoint(world);
        var search = new SearchEndpoints(world);
        string[] putOrPost = ["PUT", "POST"], getOrPost = ["GET", "POST"];
        application.MapMethods("/_bulk", putOrPost, (HttpContext context) => bulk.HandleAsync(context, null));
        application.MapMethods("/{index}/_bulk", putOrPost, (HttpContext context, string index) => bulk.HandleAsync(context, index));
        application.MapMethods("/_mget", getOrPost, (HttpContext context) => search.MultiGetAsync(context, null));
        application.MapMethods("/{index}/_mget", getOrPost, (HttpContext context, string index) => search.MultiGetAsync(context, index));
        application.MapMethods("/{target}/_search", getOrPost, (HttpContext context, string target) => search.SearchAsync(context, target));
        application.MapMethods("/{target}/_count", getOrPost, (HttpContext context, string target) => search.CountAsync(context, target));
        new AdminEndpoints(world).Map(application);
        new ElasticsearchDoors(world).Map(application);
    }
}
