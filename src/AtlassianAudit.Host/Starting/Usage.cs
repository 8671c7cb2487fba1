namespace AtlassianAudit.Host.Starting;

/// <summary>What <c>--help</c> prints.</summary>
internal static class Usage
{
    public const string Text = """
        AtlassianAudit.Host [settings]      collects audit logs of Atlassian organizations into Elasticsearch
        AtlassianAudit.Host map [options]   maps events on stdin to ECS documents on stdout; map --help lists its options
        AtlassianAudit.Host kibana          writes dashboards, searches and data view to stdout, for importing by hand

        Settings, as --name value or --name=value, as Name__Part=value in the environment, or in appsettings.json:
          --urls                   where API, health and metrics are; http://127.0.0.1:8080 where nothing is said
          --DataDirectory          where the state is kept, on one machine; ./data where nothing is said
          --Management:AdminToken  the administrator's token; one is made at the first start, and printed once, where nothing is said
          --Atlassian:Proxy        an egress proxy
          --Orleans:…              a cluster on Redis or Azure, as appsettings.Redis.json and appsettings.AzureStorage.json have it
          --Destinations:<name>:…  destinations, as in the body of PUT /api/v1/destinations/{name}

        README.md says how to begin, deploy/README.md has all settings and how to run it; the API describes itself at /docs.
        """;
}
