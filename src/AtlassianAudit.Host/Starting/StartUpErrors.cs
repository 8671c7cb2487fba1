using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace AtlassianAudit.Host.Starting;

/// <summary>Turns what may be wrong with an environment into one sentence on stderr and exit code 1; anything else is a bug and shows its whole trace.</summary>
internal static class StartUpErrors
{
    public const int ExitCode = 1;

    /// <summary>The sentence; null = a bug.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        StartUpException => exception.Message,
        OptionsValidationException invalid => $"The settings are wrong: {string.Join(" ", invalid.Failures)}",
        OrleansConfigurationException => exception.Message,
        StackExchange.Redis.RedisConnectionException or StackExchange.Redis.RedisTimeoutException =>
            $"Redis cannot be reached ({exception.Message}). Start it, or correct Orleans:…:ConnectionString.",
        StackExchange.Redis.RedisServerException => $"Redis refuses ({exception.Message}). Wait until it has loaded its data, or give the user of Orleans:…:ConnectionString what it lacks.",
        Microsoft.Data.Sqlite.SqliteException =>
            $"The database in DataDirectory cannot be used ({exception.Message}). Give this user access to it and the disk space, or restore it from a backup.",
#if AZURE_STORAGE
        Azure.RequestFailedException or Azure.Identity.AuthenticationFailedException => AzureProviders.Explain(exception),
        AggregateException { InnerExceptions: [Azure.RequestFailedException first, ..] } => AzureProviders.Explain(first),
#endif
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            $"{exception.Message.TrimEnd('.')}. Stop the process that listens there, or choose another address with --urls.",
        Microsoft.AspNetCore.Connections.AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
            $"A port of the silo is in use ({exception.Message}). Choose others with Orleans:Endpoints:SiloPort and GatewayPort.",
        SocketException => $"An address cannot be listened on or reached ({exception.Message}). Check --urls, Orleans:Endpoints:… and the addresses in the settings.",
        InvalidOperationException when exception.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => UnreadValue.Explain(exception.Message),
        InvalidOperationException { InnerException: InvalidOperationException inner } => Explain(inner),
        InvalidOperationException { Message: var message } when message.Contains("ErrorOnUnknownConfiguration", StringComparison.Ordinal) =>
            $"The settings hold names that are not known{message[message.LastIndexOf(':')..]}. Correct or remove them.",
        InvalidOperationException { Message: var message } when message.Contains("ProviderType", StringComparison.Ordinal) || message.Contains("provider", StringComparison.Ordinal) => message,
        ArgumentOutOfRangeException { ParamName: "port" } => "A port to listen on must be 0 to 65535. Correct --urls, or Orleans:Endpoints:….",
        FormatException or System.Text.Json.JsonException => $"A setting cannot be read: {exception.Message}",
        InvalidDataException => $"A settings file cannot be read: {exception.Message} {exception.InnerException?.Message}",
        AggregateException { InnerExceptions: [var one] } => Explain(one),
        _ => null,
    };
}
