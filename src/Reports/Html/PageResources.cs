using System.Security.Cryptography;
using System.Text;

namespace Slimfront.Reports.Html;

/// <summary>The style sheet and scripts that a page carries inside it.</summary>
public static class PageResources
{
    private const string Plotly = "Plotly.NET.plotly-2.28.0.min.js";

    private static readonly string[] Scripts = ["1-selection.js", "2-front.js", "3-tables.js"];

    /// <summary>The style sheet.</summary>
    public static string Style => Own("page.css");

    /// <summary>plotly.js with its licence (MIT; parts under the licences listed), from the package Plotly.NET.</summary>
    public static string Charts
    {
        get
        {
            var assembly = typeof(Plotly.NET.Chart).Assembly;
            return $"/*\n{Read(assembly, Plotly + ".LICENSE.txt").Replace("*/", "* /")}\n*/\n{Read(assembly, Plotly)}";
        }
    }

    /// <summary>The page's own script: the files of Html/Page in order.</summary>
    public static string Script => string.Concat(Scripts.Select(Own));

    /// <summary>What a content security policy calls an inline script.</summary>
    public static string Hash(string script) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";

    private static string Own(string name) => Read(typeof(PageResources).Assembly, "Page/" + name);

    private static string Read(System.Reflection.Assembly assembly, string name)
    {
        using var stream =
            assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no resource '{name}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // A browser hashes a script after it has normalised line ends.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
