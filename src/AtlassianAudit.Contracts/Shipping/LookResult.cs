namespace AtlassianAudit.Contracts.Shipping;

/// <summary>What came of looking at what a destination holds: a closed union of <see cref="Seen"/>, <see cref="NotAllowed"/> and <see cref="NoAnswer"/>.</summary>
[GenerateSerializer, Immutable, Alias("audit.look-result`1")]
public abstract record LookResult<T>
{
    private LookResult()
    {
    }

    /// <summary>This is there.</summary>
    [GenerateSerializer, Immutable, Alias("audit.look-result.seen`1")]
    public sealed record Seen([property: Id(0)] T What) : LookResult<T>;

    /// <summary>The credential may not look.</summary>
    /// <param name="Reason">The rest of a sentence for the operator: which right is missing where.</param>
    [GenerateSerializer, Immutable, Alias("audit.look-result.not-allowed`1")]
    public sealed record NotAllowed([property: Id(0)] string Reason) : LookResult<T>;

    /// <summary>Again, later.</summary>
    /// <param name="Reason">One sentence for the operator.</param>
    [GenerateSerializer, Immutable, Alias("audit.look-result.no-answer`1")]
    public sealed record NoAnswer([property: Id(0)] string Reason) : LookResult<T>
    {
        /// <summary>True where the cluster answers, and only this stream cannot be read now; false where it does not answer.</summary>
        [Id(1)] public bool IsOfStream { get; init; }
    }

    /// <summary>Goes on with what was seen; what was not stays what it is.</summary>
    public LookResult<TNext> Then<TNext>(Func<T, TNext> next) => this switch
    {
        Seen seen => new LookResult<TNext>.Seen(next(seen.What)),
        NotAllowed notAllowed => new LookResult<TNext>.NotAllowed(notAllowed.Reason),
        NoAnswer noAnswer => new LookResult<TNext>.NoAnswer(noAnswer.Reason) { IsOfStream = noAnswer.IsOfStream },
        _ => throw new InvalidOperationException(),
    };
}
