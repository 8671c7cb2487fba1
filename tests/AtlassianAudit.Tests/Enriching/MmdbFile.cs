using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace AtlassianAudit.Tests.Enriching;

/// <summary>
/// Writes a database in MaxMind's format: a search tree over the bits of addresses, the records, the metadata.
/// <see href="https://maxmind.github.io/MaxMind-DB/"/>
/// </summary>
internal sealed class MmdbFile(string databaseType, DateTimeOffset builtAt, int ipVersion = 6)
{
    private const int Separator = 16;
    private readonly List<object?[]> _nodes = [new object?[2]];

    /// <summary>Records are dictionaries of texts, doubles, unsigned numbers, lists and further dictionaries.</summary>
    public MmdbFile Add(string network, Dictionary<string, object> record)
    {
        var parsed = IPNetwork.Parse(network);
        var address = parsed.BaseAddress.GetAddressBytes();
        var length = parsed.PrefixLength;
        if (address.Length == 4 && ipVersion == 6)
            (address, length) = ([.. new byte[12], .. address], length + 96);

        var node = 0;
        for (var bit = 0; bit < length; bit++)
        {
            var side = (address[bit / 8] >> (7 - (bit % 8))) & 1;
            if (bit == length - 1)
                _nodes[node][side] = record;
            else
            {
                if (_nodes[node][side] is not int)
                {
                    _nodes[node][side] = _nodes.Count;
                    _nodes.Add(new object?[2]);
                }

                node = (int)_nodes[node][side]!;
            }
        }

        return this;
    }

    public byte[] ToBytes()
    {
        using var data = new MemoryStream();
        using var file = new MemoryStream();
        foreach (var side in _nodes.SelectMany(node => node))
        {
            var value = side switch { null => _nodes.Count, int node => node, _ => _nodes.Count + Separator + (int)data.Length };
            if (side is Dictionary<string, object> record)
                Write(data, record);
            file.Write([(byte)(value >> 16), (byte)(value >> 8), (byte)value]);
        }

        file.Write(new byte[Separator]);
        data.WriteTo(file);
        file.Write([0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8]);
        Write(file, new Dictionary<string, object>
        {
            ["binary_format_major_version"] = (ushort)2,
            ["binary_format_minor_version"] = (ushort)0,
            ["build_epoch"] = (ulong)builtAt.ToUnixTimeSeconds(),
            ["database_type"] = databaseType,
            ["description"] = new Dictionary<string, object> { ["en"] = "made by a test" },
            ["ip_version"] = (ushort)ipVersion,
            ["languages"] = new List<object> { "en" },
            ["node_count"] = (uint)_nodes.Count,
            ["record_size"] = (ushort)24,
        });
        return file.ToArray();
    }

    private static void Write(MemoryStream to, object value)
    {
        switch (value)
        {
            case string text:
                Begin(to, 2, Encoding.UTF8.GetByteCount(text));
                to.Write(Encoding.UTF8.GetBytes(text));
                break;
            case double number:
                Begin(to, 3, 8);
                to.Write(BigEndian(BitConverter.DoubleToUInt64Bits(number), 8));
                break;
            case ushort number:
                Begin(to, 5, 2);
                to.Write(BigEndian(number, 2));
                break;
            case uint number:
                Begin(to, 6, 4);
                to.Write(BigEndian(number, 4));
                break;
            case ulong number:
                Begin(to, 9, 8);
                to.Write(BigEndian(number, 8));
                break;
            case Dictionary<string, object> map:
                Begin(to, 7, map.Count);
                foreach (var (key, member) in map)
                {
                    Write(to, key);
                    Write(to, member);
                }

                break;
            case List<object> list:
                Begin(to, 11, list.Count);
                foreach (var item in list)
                    Write(to, item);
                break;
            default:
                throw new ArgumentException($"{value.GetType()} is no type of this format.", nameof(value));
        }
    }

    /// <summary>The control byte: three bits of type, seven subtracted in a byte of its own where they do not suffice, and five of size.</summary>
    private static void Begin(MemoryStream to, int type, int size)
    {
        const int OneByteMore = 29;
        var inByte = Math.Min(size, OneByteMore);
        to.WriteByte((byte)((type < 8 ? type << 5 : 0) | inByte));
        if (type >= 8)
            to.WriteByte((byte)(type - 7));
        if (inByte == OneByteMore)
            to.WriteByte((byte)(size - OneByteMore));
    }

    private static byte[] BigEndian(ulong number, int size)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return bytes[(8 - size)..];
    }
}
