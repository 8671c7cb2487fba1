using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using StackExchange.Redis;

namespace AtlassianAudit.Host.Security;

/// <summary>
/// Data Protection's keys in a list, as its own repository for Redis keeps them. A key is stored only where the list is as its maker saw it: silos that start together
/// would each make one, and know the other's only a day later. Who comes second finds the first one's key instead.
/// </summary>
internal sealed class RedisKeyRepository(IDatabase database, RedisKey list) : IXmlRepository
{
    private long _seen;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        List<XElement> elements = [.. database.ListRange(list).Select(element => XElement.Parse(element!))];
        Interlocked.Exchange(ref _seen, elements.Count);
        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        var transaction = database.CreateTransaction();
        transaction.AddCondition(Condition.ListLengthEqual(list, Interlocked.Read(ref _seen)));
        _ = transaction.ListRightPushAsync(list, element.ToString(SaveOptions.DisableFormatting));
        transaction.Execute();
    }
}
