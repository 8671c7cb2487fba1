using System.Globalization;
using System.Xml.Linq;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace AtlassianAudit.Host.Security;

/// <summary>
/// Data Protection's keys as blobs of one container, numbered. A key is stored only where it has the number after those that its maker saw: silos that start together
/// would each make one, and know the other's only a day later. Who comes second finds the first one's key instead.
/// </summary>
internal sealed class BlobKeyRepository(BlobServiceClient account) : IXmlRepository
{
    private const string Container = "atlassian-audit-keys";
    private readonly BlobContainerClient _container = account.GetBlobContainerClient(Container);
    private int _next;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        try
        {
            var names = _container.GetBlobs().Select(blob => blob.Name).ToList();
            List<XElement> elements = [.. names.Select(name => XElement.Parse(_container.GetBlobClient(name).DownloadContent().Value.Content.ToString()))];
            Interlocked.Exchange(ref _next, names.Select(Number).DefaultIfEmpty(-1).Max() + 1);
            return elements;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return [];
        }
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        _container.CreateIfNotExists();
        var blob = _container.GetBlobClient($"{Volatile.Read(ref _next):0000}.xml");
        try
        {
            blob.Upload(BinaryData.FromString(element.ToString(SaveOptions.DisableFormatting)), overwrite: false);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            // Another silo's key has that number.
        }
    }

    /// <summary>The number in a blob's name: older ones may have been deleted, so they are not counted.</summary>
    private static int Number(string name) => int.TryParse(Path.GetFileNameWithoutExtension(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
