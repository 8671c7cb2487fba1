using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using AtlassianAudit.Sandbox.Atlassian;
using AtlassianAudit.Sandbox.Elasticsearch;
using AtlassianAudit.Sandbox.Running;

var organizations = new Option<int>("--organizations") { Description = "Number of sample organizations.", DefaultValueFactory = _ => 3 };
var eventsPerMinute = new Option<int>("--events-per-minute") { Description = "New events of each organization.", DefaultValueFactory = _ => 60 };
var port = new Option<int>("--port") { Description = "Port of the collector; 0 = a free one.", DefaultValueFactory = _ => 8080 };
var seconds = new Option<int?>("--for") { Description = "Stop after so many seconds, print a summary; exit 0 when every event arrived exactly once." };
var silos = new Option<int>("--silos") { Description = "Number of collector processes; more than one make a cluster on a Redis that is started for them.", DefaultValueFactory = _ => 1 };
silos.Validators.Add(result => Check(result, 1));
var killEvery = new Option<int?>("--kill-every") { Description = "Kill one of the silos without warning every so many seconds." };
killEvery.Validators.Add(result => Check(result, 1));
var atlassianPort = new Option<int>("--port") { Description = "Port to listen on.", DefaultValueFactory = _ => 9300 };
var elasticsearchPort = new Option<int>("--port") { Description = "Port to listen on.", DefaultValueFactory = _ => 9200 };
organizations.Validators.Add(result => Check(result, 1));
eventsPerMinute.Validators.Add(result => Check(result, 0));
seconds.Validators.Add(result => Check(result, 1));
foreach (var listening in new[] { port, atlassianPort, elasticsearchPort })
    listening.Validators.Add(result => Check(result, IPEndPoint.MinPort, IPEndPoint.MaxPort));

var atlassian = new Command("atlassian", "A local Atlassian, alone.") { atlassianPort };
atlassian.SetAction((arguments, stopping) => AtlassianCommand.RunAsync(arguments.GetValue(atlassianPort), stopping));

var elasticsearch = new Command("elasticsearch", "A local Elasticsearch, alone.") { elasticsearchPort };
elasticsearch.SetAction((arguments, stopping) => ElasticsearchCommand.RunAsync(arguments.GetValue(elasticsearchPort), stopping));

var soakSeconds = new Option<int>("--for") { Description = "Seconds in which things go wrong.", DefaultValueFactory = _ => 300 };
soakSeconds.Validators.Add(result => Check(result, 1));
var seed = new Option<int>("--seed") { Description = "Which faults come, and in which order.", DefaultValueFactory = _ => 1 };
var soak = new Command("soak", "Twenty organizations, random faults, rollovers and kill -9; exit 0 when every event arrived exactly once, within the limits.") { soakSeconds, seed };
soak.SetAction((arguments, stopping) => new Soak(
    new SoakOptions(TimeSpan.FromSeconds(arguments.GetValue(soakSeconds)), arguments.GetValue(seed)), TimeProvider.System).RunAsync(stopping));

var root = new RootCommand("A local Atlassian, a local Elasticsearch, and one collector between them, with sample organizations.")
{
    organizations, eventsPerMinute, silos, killEvery, port, seconds, atlassian, elasticsearch, soak,
};
root.SetAction((arguments, stopping) => new FirstRun(
    new FirstRunOptions(
        arguments.GetValue(organizations),
        arguments.GetValue(eventsPerMinute),
        arguments.GetValue(silos),
        arguments.GetValue(killEvery) is { } every ? TimeSpan.FromSeconds(every) : null,
        arguments.GetValue(port),
        arguments.GetValue(seconds) is { } value ? TimeSpan.FromSeconds(value) : null),
    TimeProvider.System).RunAsync(stopping));

// A terminal that is closed would end this process alone: what it started has sessions of its own.
using var closed = new CancellationTokenSource();
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
{
    context.Cancel = true;
    closed.Cancel();
});

// Long enough for the summary that a signal asks for, and for all that was started to be taken down again.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) }, closed.Token);

// What is no number is refused by the parser itself.
static void Check(OptionResult result, int least, int most = int.MaxValue)
{
    if (result.Tokens is not [{ Value: var text }] || !int.TryParse(text, CultureInfo.InvariantCulture, out var value) || (least <= value && value <= most))
        return;
    result.AddError(most == int.MaxValue ? $"{result.Option.Name} must be at least {least}." : $"{result.Option.Name} must be {least} to {most}.");
}
