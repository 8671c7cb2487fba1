using AtlassianAudit.Host;
using AtlassianAudit.Host.Mapping;
using AtlassianAudit.Host.Starting;
using AtlassianAudit.Host.Storage;

switch (Invocation.Of(args))
{
    case Invocation.Help:
        Console.WriteLine(Usage.Text);
        return 0;
    case Invocation.Wrong wrong:
        await Console.Error.WriteLineAsync(wrong.Sentence);
        return StartUpErrors.ExitCode;
    case Invocation.Map map:
        return await MapCommand.Create().Parse(map.Arguments).InvokeAsync();
    case Invocation.Kibana:
        return await KibanaCommand.RunAsync();
}

try
{
    // Its own appsettings.json, wherever it is started from.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    using var data = SingleMachine.KeepsState(builder.Configuration) ? DataDirectory.Open(builder.Configuration["DataDirectory"] ?? "data") : null;
    builder.AddHost(data);
    await using var app = builder.Build();
    return await app.CheckSettings().MapHost().RunToItsEndAsync();
}
catch (Exception exception) when (StartUpErrors.Explain(exception) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return StartUpErrors.ExitCode;
}
