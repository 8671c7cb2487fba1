namespace AtlassianAudit.Host.Starting;

/// <summary>What a command line asks for: a closed union. A word that nobody reads is refused before anything is created: a verb with a slip of the pen would else start a collector.</summary>
internal abstract record Invocation
{
    private static readonly string[] Questions = ["--help", "-h", "-?"];

    private Invocation()
    {
    }

    public static Invocation Of(string[] arguments)
    {
        if (arguments is ["map", .. var rest])
            return new Map(rest);
        var isKibana = arguments is ["kibana", ..];
        for (var i = isKibana ? 1 : 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (Questions.Contains(argument))
                return new Help();
            if (isKibana)
                return new Wrong($"kibana takes nothing behind it, and there is {argument}. Leave it out.");
            if (IsWhole(argument))
                continue;

            // Without what may be behind it: tokens are written so.
            if (!IsName(argument))
                return new Wrong($"{argument.Split('=')[0]} is neither a command nor a setting. The commands are map and kibana, a setting is --name value; --help says more.");
            if (++i == arguments.Length)
                return new Wrong($"{argument} has no value. Write {argument} value.");
        }

        return isKibana ? new Kibana() : new Collect();
    }

    /// <summary>A name with its value, as ASP.NET Core reads it: dashes before it are not needed.</summary>
    private static bool IsWhole(string argument) => argument.TrimStart('-', '/').IndexOf('=', StringComparison.Ordinal) > 0 && (argument[0] != '-' || IsName(argument));

    /// <summary>A name whose value comes next.</summary>
    private static bool IsName(string argument) => argument.StartsWith("--", StringComparison.Ordinal) || argument.StartsWith('/');

    /// <summary>The collector.</summary>
    public sealed record Collect : Invocation;

    /// <summary>Events to documents; it reads its own arguments.</summary>
    public sealed record Map(string[] Arguments) : Invocation;

    /// <summary>Kibana's objects.</summary>
    public sealed record Kibana : Invocation;

    /// <summary>What one may write.</summary>
    public sealed record Help : Invocation;

    /// <param name="Sentence">What is wrong, and what to do.</param>
    public sealed record Wrong(string Sentence) : Invocation;
}
