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
    private int _seen;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        try
        {
            List<XElement> elements = [.. _container.GetBlobs().Select(blob => XElement.Parse(_container.GetBlobClient(blob.Name).DownloadContent().Value.Content.ToString()))];
            Interlocked.Exchange(ref _seen, elements.Count);
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
        var blob = _container.GetBlobClient($"{Volatile.Read(ref _seen):0000}.xml");
        try
        {
            blob.Upload(BinaryData.FromString(element.ToString(SaveOptions.DisableFormatting)), overwrite: false);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            // Another silo's key has that number.
        }
    }
}
