using System.Text.Json.Nodes;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>An error as Elasticsearch words it.</summary>
internal sealed record ApiFailure(int Status, string Type, string Reason, string? CausedBy = null)
{
    public JsonObject ToError()
    {
        var error = new JsonObject { ["type"] = Type, ["reason"] = Reason };
        if (CausedBy is not null)
            error["caused_by"] = new JsonObject { ["type"] = "illegal_argument_exception", ["reason"] = CausedBy };
        return error;
    }

    public JsonObject ToBody()
    {
        var error = ToError();
        error.Insert(0, "root_cause", new JsonArray(ToError()));
        return new JsonObject { ["error"] = error, ["status"] = Status };
    }

    public static ApiFailure NoSuchIndex(string name) => new(404, "index_not_found_exception", $"no such index [{name}]");
}
