namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>Why no TLS connection came about, for whoever has to mend it.</summary>
internal static class SecureConnection
{
    /// <summary>The rest of a sentence that begins with who it is, and what to do.</summary>
    /// <param name="trust">How to have its certificate trusted.</param>
    public static string Problem(HttpRequestException exception, string trust)
    {
        var said = exception.InnerException?.Message ?? exception.Message;

        // What came in place of a handshake is the text of another protocol: .NET says so in these words, and by no type of its own.
        return said.Contains("frame size", StringComparison.Ordinal)
            ? $"speaks no TLS on that port ({said.TrimEnd('.')}). Try http:// in place of https://, or another port."
            : $"shows a certificate that is not trusted ({said}). {trust}";
    }
}
