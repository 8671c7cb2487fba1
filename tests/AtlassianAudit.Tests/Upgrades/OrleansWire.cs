using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Session;

namespace AtlassianAudit.Tests.Upgrades;

/// <summary>Messages as Orleans writes and reads them between silos.</summary>
internal static class OrleansWire
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private static readonly SerializerSessionPool Sessions = Services.GetRequiredService<SerializerSessionPool>();

    public static Serializer Serializer { get; } = Services.GetRequiredService<Serializer>();

    /// <summary>Whatever it is, with the name of its type, as in the body of a message.</summary>
    public static byte[] Write(object value) => Serializer.SerializeToArray(value);

    public static object Read(byte[] bytes) => Serializer.Deserialize<object>(bytes)!;

    /// <summary>A message of a version that knew none of its members.</summary>
    public static object ReadEmpty(Type type) => Services.GetRequiredService<ObjectSerializer>().Deserialize(Serializer.SerializeToArray(new EarlierMessage()), type)!;

    /// <summary>The same message with members that only a later version knows, behind all others: one of each shape that the wire has.</summary>
    public static byte[] WithLaterMembers(byte[] message)
    {
        var added = new ArrayBufferWriter<byte>();
        using var session = Sessions.GetSession();
        var writer = Writer.Create(added, session);
        StringCodec.WriteField(ref writer, fieldIdDelta: 100, "later");
        Int64Codec.WriteField(ref writer, fieldIdDelta: 1, 12);
        DateTimeOffsetCodec.WriteField(ref writer, fieldIdDelta: 1, DateTimeOffset.UnixEpoch);
        ObjectCodec.WriteField(ref writer, fieldIdDelta: 1, new LaterMember("nested", [new LaterMember("deeper", [])]));
        writer.Commit();
        return [.. message[..^1], .. added.WrittenSpan, message[^1]];
    }

    /// <summary>What a message holds, so that two can be compared: records compare arrays by reference.</summary>
    public static string Holding(object? value) => JsonSerializer.Serialize(value, value?.GetType() ?? typeof(object));
}

/// <summary>A message without any member.</summary>
[GenerateSerializer, Immutable, Alias("audit.test.earlier-message")]
internal sealed record EarlierMessage;

/// <summary>What a later version may send as a member of a message.</summary>
[GenerateSerializer, Immutable, Alias("audit.test.later-member")]
internal sealed record LaterMember([property: Id(0)] string Text, [property: Id(1)] IReadOnlyList<LaterMember> Members);
