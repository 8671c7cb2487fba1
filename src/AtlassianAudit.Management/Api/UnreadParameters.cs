using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace AtlassianAudit.Management.Api;

/// <summary>Which parameters of a query could not be read: the framework answers 400 and does not say it.</summary>
internal static class UnreadParameters
{
    /// <summary>Names them; null = there are none.</summary>
    public static ApiProblem? Explain(HttpContext context)
    {
        var errors = new BodyErrors();
        foreach (var parameter in context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [])
            if (context.Request.Query.TryGetValue(parameter.Name, out var text))
                Check(errors, parameter.Name, parameter.ParameterInfo.ParameterType, text.ToString());
        return errors.Any ? errors.ToProblem() with { Code = "invalid_request" } : null;
    }

    private static void Check(BodyErrors errors, string name, Type type, string text)
    {
        if (type == typeof(int?) && !int.TryParse(text, CultureInfo.InvariantCulture, out _))
            errors.Add(name, Texts.IsWholeNumber(text) ? "is out of range" : $"must be {Texts.Kind(type)}");
        else if (type == typeof(bool?) && !bool.TryParse(text, out _))
            errors.Add(name, $"must be {Texts.Kind(type)}");
    }
}
