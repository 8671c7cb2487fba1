using System.Collections.Immutable;
using System.Reflection;
using AtlassianAudit.Contracts;
using AtlassianAudit.Contracts.Organizations;
using Orleans.Serialization.Invocation;

namespace AtlassianAudit.Tests.Upgrades;

/// <summary>Each method of each grain, as the request and the answer that an earlier version sent.</summary>
public sealed class GrainCalls
{
    /// <summary>What is sent where the type is none of our messages. As a <see cref="MessageSamples">sample</see>, none ever changes.</summary>
    private static readonly ImmutableArray<object> OtherSamples =
    [
        "text", 7, true, HistoryJobKind.Replay, ConfigureOutcome.AlreadyExists, ImmutableArray.Create("one", "two"), ImmutableArray.Create(MessageSamples.Status),
        ImmutableArray.Create(MessageSamples.Job),
    ];

    private static readonly Dictionary<string, MethodInfo> Methods = WireSurface.Interfaces
        .SelectMany(grain => grain.GetMethods(), (grain, method) => (Name: $"calls/{WireSurface.AliasOf(grain)}.{WireSurface.AliasOf(method)}", Method: method))
        .ToDictionary(call => call.Name, call => call.Method, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Methods.Keys];

    internal static IEnumerable<string> FixtureNames => Methods.Keys.SelectMany(name => new[] { $"{name}.request.txt", $"{name}.answer.txt" });

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_understood_by_the_silo_that_is_asked(string name)
    {
        var method = Methods[name];
        var read = (IInvokable)OrleansWire.Read(new Fixture($"{name}.request.txt").Bytes(() => OrleansWire.Write(RequestFor(method))));
        Assert.Equal((method.DeclaringType, method.Name), (read.GetInterfaceType(), read.GetMethodName()));
        Assert.Equal(
            method.GetParameters().Select(parameter => OrleansWire.Holding(SampleOf(parameter.ParameterType))),
            Enumerable.Range(0, read.GetArgumentCount()).Select(i => OrleansWire.Holding(read.GetArgument(i))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_answered_so_that_the_caller_understands(string name)
    {
        var answer = Methods[name].ReturnType is { IsGenericType: true } task ? task.GenericTypeArguments[0] : null;
        var sample = answer is null ? null : SampleOf(answer);
        var read = (Response)OrleansWire.Read(new Fixture($"{name}.answer.txt").Bytes(() => OrleansWire.Write(AnswerWith(sample, answer))));
        Assert.Null(read.Exception);
        Assert.Equal(OrleansWire.Holding(sample), OrleansWire.Holding(read.Result));
    }

    private static IInvokable RequestFor(MethodInfo method)
    {
        var request = typeof(GrainStorage).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IInvokable)))
            .Select(type => (IInvokable)Activator.CreateInstance(type)!)
            .Single(request => request.GetInterfaceType() == method.DeclaringType && request.GetMethodName() == method.Name);
        foreach (var (i, parameter) in method.GetParameters().Index())
            request.SetArgument(i, SampleOf(parameter.ParameterType));
        return request;
    }

    private static Response AnswerWith(object? value, Type? type) => type is null
        ? Response.Completed
        : (Response)typeof(Response).GetMethod(nameof(Response.FromResult))!.MakeGenericMethod(type).Invoke(null, [value])!;

    private static object SampleOf(Type type) => MessageSamples.All.Concat(OtherSamples).First(sample => sample.GetType().IsAssignableTo(Nullable.GetUnderlyingType(type) ?? type));
}
