using System.Globalization;
using System.Text;

namespace AtlassianAudit.Tests.Upgrades;

/// <summary>
/// One thing as some version wrote it, in a file under <c>Fixtures</c>. Files are added and never changed: what a version wrote lies in stores and is on its
/// way between silos whatever later versions think of it.
/// </summary>
internal sealed class Fixture(string name)
{
    private const int BytesPerLine = 16;
    private const string Switch = "AUDIT_WRITE_FIXTURES";

    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "AtlassianAudit.Tests", "Upgrades", "Fixtures");

    /// <summary>True where somebody asked for the missing fixtures to be written.</summary>
    public static bool IsWriting => Environment.GetEnvironmentVariable(Switch) == "1";

    /// <summary>What to do where something is new.</summary>
    public static string HowToWrite => $"Write it with: {Switch}=1 dotnet test tests/AtlassianAudit.Tests --filter FullyQualifiedName~Upgrades, and commit it. What is there is never overwritten.";

    private string File => Path.Combine(Folder, name);

    /// <summary>The names of all that are there.</summary>
    public static IEnumerable<string> All =>
        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal);

    /// <summary>Bytes, kept as hexadecimal beside the text that is in them.</summary>
    public byte[] Bytes(Func<byte[]> ofToday) =>
        [.. Text(() => Dump(ofToday())).Split('\n').SelectMany(line => Convert.FromHexString(line.Split('|')[0].Replace(" ", "", StringComparison.Ordinal)))];

    /// <summary>A text, kept as it is.</summary>
    public string Text(Func<string> ofToday)
    {
        if (!System.IO.File.Exists(File) && IsWriting)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(File)!);
            System.IO.File.WriteAllText(File, ofToday() + "\n");
        }

        if (!System.IO.File.Exists(File))
            Assert.Fail($"There is no Upgrades/Fixtures/{name}. {HowToWrite}");
        return System.IO.File.ReadAllText(File).TrimEnd('\n');
    }

    private static string Dump(byte[] bytes)
    {
        var lines = bytes.Chunk(BytesPerLine).Select(line => string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(' ', line.Select(b => b.ToString("x2", CultureInfo.InvariantCulture))),-(3 * BytesPerLine)}|{Readable(line)}|"));
        return string.Join('\n', lines);
    }

    private static string Readable(byte[] line) => Encoding.ASCII.GetString([.. line.Select(b => b is >= 0x20 and < 0x7f and not (byte)'|' ? b : (byte)'.')]);
}
