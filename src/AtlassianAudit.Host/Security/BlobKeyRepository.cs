using System.Xml.Linq;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace AtlassianAudit.Host.Security;

/// <summary>
/// Data Protection's keys as blobs of one container. Each key is a blob of its own and never changed, so silos that make one at the same time cannot lose each other's.
/// </summary>
internal sealed class BlobKeyRepository(BlobServiceClient account) : IXmlRepository
{
    private const string Container = "atlassian-audit-keys";
    private readonly BlobContainerClient _container = account.GetBlobContainerClient(Container);

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        try
        {
            return [.. _container.GetBlobs().Select(blob => XElement.Parse(_container.GetBlobClient(blob.Name).DownloadContent().Value.Content.ToString()))];
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return [];
        }
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        _container.CreateIfNotExists();
        _container.GetBlobClient($"{friendlyName}.xml").Upload(BinaryData.FromString(element.ToString(SaveOptions.DisableFormatting)), overwrite: false);
    }
}
