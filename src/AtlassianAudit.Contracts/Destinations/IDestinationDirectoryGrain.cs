using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AtlassianAudit.Contracts.Destinations;

/// <summary>The names of all destinations. There is one, with key <see cref="Key"/>.</summary>
[Alias("audit.destination-directory")]
public interface IDestinationDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "destinations";

    /// <summary>Adds a name, durably.</summary>
    [Alias("Add")]
    Task AddAsync(string name);

    /// <summary>Removes a name, durably.</summary>
    [Alias("Remove")]
    Task RemoveAsync(string name);

    /// <summary>All names, in ordinal order.</summary>
    [Alias("List"), AlwaysInterleave]
    Task<ImmutableArray<string>> ListAsync();
}
