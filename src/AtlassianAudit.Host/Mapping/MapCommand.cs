using System.CommandLine;
using System.CommandLine.Help;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Contracts;

namespace AtlassianAudit.Host.Mapping;

/// <summary><c>map</c>: events on stdin, documents on stdout, in order; a line that cannot be mapped is reported, and the rest goes on.</summary>
internal static class MapCommand
{
    /// <summary>Some lines could not be mapped.</summary>
    private const int SomeRejected = 3;

    /// <summary>Nothing was mapped, or not to its end.</summary>
    private const int Failed = 1;

    public static Command Create()
    {
        var organizationId = new Option<string>("--organization-id") { Description = "organization.id of the documents.", DefaultValueFactory = _ => "" };
        var organizationName = new Option<string>("--organization-name") { Description = "organization.name of the documents.", DefaultValueFactory = _ => "" };
        var tenant = new Option<string>("--tenant") { Description = "labels.tenant of the documents.", DefaultValueFactory = _ => "" };
        var @namespace = new Option<string>("--namespace") { Description = "data_stream.namespace of the documents.", DefaultValueFactory = _ => "default" };
        var tags = new Option<string?>("--tags") { Description = "Tags, separated by commas, in place of the default ones." };
        var preserveOriginal = new Option<bool>("--preserve-original") { Description = "Keep the event's own bytes in event.original." };
        var bulk = new Option<bool>("--bulk") { Description = "Write a _bulk body, with action lines." };
        var explain = new Option<bool>("--explain") { Description = "Write, in place of documents, each field with its value and where that comes from." };
        var cityDatabase = new Option<string?>("--city-database") { Description = "An .mmdb file that says where a source.ip is." };
        var asnDatabase = new Option<string?>("--asn-database") { Description = "An .mmdb file that says whose a source.ip is." };
        @namespace.Validators.Add(result =>
        {
            if (DataStreams.NamespaceProblem(result.GetValueOrDefault<string>()) is { } problem)
                result.AddError($"--namespace {problem}");
        });

        var command = new Command("map", "NDJSON of Atlassian events on stdin to NDJSON of ECS documents on stdout.")
        {
            organizationId, organizationName, tenant, @namespace, tags, preserveOriginal, bulk, explain, cityDatabase, asnDatabase, new HelpOption(),
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(bulk) && result.GetValue(explain))
                result.AddError("--bulk and --explain exclude each other: one is for Elasticsearch, the other for people.");
        });
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var addresses = new OpenDatabases(arguments.GetValue(cityDatabase), arguments.GetValue(asnDatabase));
            if (addresses.Problems is { Length: > 0 } problems)
            {
                await Console.Error.WriteLineAsync(problems);
                return Failed;
            }

            var context = new MappingContext
            {
                OrganizationId = arguments.GetValue(organizationId)!,
                OrganizationName = arguments.GetValue(organizationName)!,
                Tenant = arguments.GetValue(tenant)!,
                Namespace = arguments.GetValue(@namespace)!,
                Tags = arguments.GetValue(tags) is { } list
                    ? [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
                    : null,
                PreserveOriginal = arguments.GetValue(preserveOriginal),
                Addresses = addresses.Book,
            };
            var form = arguments.GetValue(explain) ? LineForm.Explanation : arguments.GetValue(bulk) ? LineForm.Bulk : LineForm.Document;
            var lines = new MappedLines(context, form, TimeProvider.System);
            return await WriteAsync(lines, cancellationToken);
        });
        return command;
    }

    private static async Task<int> WriteAsync(MappedLines lines, CancellationToken cancellationToken)
    {
        try
        {
            await using var input = Console.OpenStandardInput();

            // Not disposed: where the rest cannot be written, that would be tried again. It is flushed at the end.
            var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
            return await lines.WriteAsync(input, output, Console.Error, cancellationToken) ? 0 : SomeRejected;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The lines cannot be read or the documents not be written ({exception.Message}). Mend that and map again: the output is not whole.");
            return Failed;
        }
    }
}
