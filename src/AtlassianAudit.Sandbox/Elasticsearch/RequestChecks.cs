namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>What every request is held to: media types of one version, parameters that are known, somebody who is let in.</summary>
internal static class RequestChecks
{
    private const string Compatible = "compatible-with=";
    private static readonly string[] Common = ["pretty", "human", "error_trace", "filter_path", "format"];

    public static ApiFailure? Check(HttpContext context, ElasticsearchWorld world, params string[] parameters)
    {
        var accept = Version(context.Request.Headers.Accept);
        var contentType = Version(context.Request.Headers.ContentType);
        if (context.Request.ContentLength is > 0 && string.IsNullOrEmpty(context.Request.ContentType))
            return new ApiFailure(406, "media_type_header_exception", "Content-Type header is missing");
        if (accept is not null && contentType is not null && accept != contentType)
            return new ApiFailure(400, "media_type_header_exception", $"A compatible version is required on both Content-Type and Accept headers if either one has requested a compatible version. Accept=null, Content-Type=null");
        if (context.Request.Query.Keys.FirstOrDefault(key => !Common.Contains(key) && !parameters.Contains(key)) is { } unknown)
            return new ApiFailure(400, "illegal_argument_exception", $"request [{context.Request.Path}] contains unrecognized parameter: [{unknown}]");
        lock (world.Gate)
            return world.Rights.Knows(context.Request.Headers.Authorization)
                ? null
                : new ApiFailure(401, "security_exception", "unable to authenticate with provided credentials and anonymous access is not allowed for this request");
    }

    private static string? Version(string? mediaType)
    {
        var start = mediaType?.IndexOf(Compatible, StringComparison.Ordinal) ?? -1;
        return start < 0 ? null : mediaType![(start + Compatible.Length)..].Split(';', ',')[0].Trim();
    }
}
