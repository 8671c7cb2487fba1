namespace AtlassianAudit.Collector.Mapping;

/// <summary>Why an action is categorised as it is: a closed union, in the order in which it is asked.</summary>
internal abstract record ActionReason
{
    private ActionReason()
    {
    }

    /// <summary>One sentence for people who write detection rules.</summary>
    public abstract string Sentence { get; }

    /// <summary>The exact table knows the action.</summary>
    /// <param name="Note">Why this choice, where it was doubtful; empty = it was not.</param>
    public sealed record Table(string Note) : ActionReason
    {
        public override string Sentence => Note.Length > 0 ? $"The table knows it. {Note}" : "The table knows it.";
    }

    /// <summary>The words of its id say what it is about.</summary>
    /// <param name="Rule">The rule that they met.</param>
    public sealed record Words(string Rule) : ActionReason
    {
        public override string Sentence => $"The table does not know it; the words of its id speak of {Rule}.";
    }

    /// <summary>Its words do not say what it is about, the group in the organization's own catalogue does.</summary>
    /// <param name="Name">The group.</param>
    public sealed record Group(string Name) : ActionReason
    {
        public override string Sentence => $"Neither the table nor the words of its id know it; it is taken for what most actions of its group {Name} are.";
    }

    /// <summary>Nothing says what it is about.</summary>
    public sealed record Nothing : ActionReason
    {
        public override string Sentence => "Neither the table, nor the words of its id, nor the organization's catalogue say what it is about.";
    }

    /// <summary>The event names no action.</summary>
    public sealed record Nameless : ActionReason
    {
        public override string Sentence => "The event names no action.";
    }
}
