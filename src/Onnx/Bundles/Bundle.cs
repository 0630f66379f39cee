using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Slimfront.Engine.Tasks;
using Slimfront.Onnx.Formats;
using Slimfront.Onnx.Running;
using Slimfront.Search;
using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Onnx.Bundles;

/// <summary>A folder with a model in the forms that were asked for, and all that someone needs to use it.</summary>
/// <param name="Request">What is exported.</param>
/// <param name="Info">The data that the model was made for.</param>
/// <param name="Title">What the model is called: "digits, trial 26".</param>
/// <param name="Recipe">How it was made, in one line.</param>
/// <param name="Study">A study file that makes it again.</param>
/// <param name="Origins">Where data and teacher come from.</param>
/// <param name="Measures">The measures of the task, by key; the first one decides whether an export is as good as its model.</param>
/// <param name="Tolerance">By how much that may be worse in ONNX Runtime.</param>
public sealed record Bundle(
    ExportRequest Request,
    DataInfo Info,
    string Title,
    string Recipe,
    string Study,
    Origins Origins,
    ImmutableArray<(Objective Objective, IMeasure Measure)> Measures,
    double Tolerance
)
{
    private const string Sums = "SHA256SUMS";

    private readonly ImmutableDictionary<string, IMeasure> _measures = Measures.ToImmutableDictionary(
        m => m.Objective.Key,
        m => m.Measure,
        StringComparer.Ordinal
    );

    // Measured once for all forms.
    private TestAnswers? _ours;

    /// <summary>Writes the folder; files of an earlier export are replaced.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="formats">The forms, by key.</param>
    /// <param name="report">Told of each file as it is done.</param>
    /// <exception cref="UserErrorException">A file is worse than the tolerance allows, or cannot be run; the others are written.</exception>
    public void Write(
        string folder,
        IReadOnlyDictionary<string, IExportFormat> formats,
        Action<BundleFile> report
    )
    {
        ArgumentNullException.ThrowIfNull(formats);
        ArgumentNullException.ThrowIfNull(report);
        Directory.CreateDirectory(folder);
        var files = new List<BundleFile>();
        var troubles = new List<string>();
        foreach (var (key, format) in formats)
        {
            var file = WriteFile(Path.Combine(folder, format.FileName), key, format);
            report(file);
            if (file.Trouble is { } trouble)
                troubles.Add(trouble);
            else
                files.Add(file);
        }
        if (files.Count > 0)
            WriteRest(folder, files);
        if (troubles.Count > 0)
            throw new UserErrorException(string.Join(' ', troubles));
    }

    /// <summary>Writes one form, and runs it where a runtime can.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">The form's.</param>
    /// <param name="format">The form.</param>
    public BundleFile WriteFile(string path, string key, IExportFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        var exported = format.Write(path, Request);
        var file = new BundleFile(key, Path.GetFileName(path), exported.Notes, new FileInfo(path).Length);
        if (exported.Network is null)
            return file;
        var data = Request.Data();
        _ours ??= TestAnswers.Of(Request.Model, data, _measures);
        try
        {
            file = file with { Check = ExportCheck.Run(exported, _ours, data, _measures) };
        }
        catch (InvalidDataException e)
        {
            file = file with { Trouble = $"{key}: ONNX Runtime does not load the file: {e.Message}." };
        }
        if (file.Check is { } check)
            file = file with
            {
                Trouble = ExportTraps.Find(key, check, Measures[0].Objective, Tolerance, Request),
            };
        if (file.Trouble is not null)
            File.Delete(path);
        return file;
    }

    private void WriteRest(string folder, List<BundleFile> files)
    {
        var preprocessing = new Preprocessing(Request, Info);
        var card = new ModelCard(this, files, preprocessing);
        void Text(string name, string text) =>
            File.WriteAllText(Path.Combine(folder, name), text, new UTF8Encoding(false));

        Text("README.md", card.Text);
        Text("recipe.yaml", Study);
        Text("outputs.txt", string.Join('\n', Info.OutputNames) + "\n");
        Text("preprocessing.json", preprocessing.Json);
        if (files.FirstOrDefault(f => f.Check is not null) is { } runnable)
        {
            var snippets = new Snippets(runnable.Name, Info, preprocessing);
            Text("predict.py", snippets.Python);
            Text("Predict.cs", snippets.CSharp);
        }
        var sums = Directory
            .EnumerateFiles(folder)
            .Where(f => Path.GetFileName(f) != Sums)
            .Order(StringComparer.Ordinal)
            .Select(f =>
                $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f)))}  {Path.GetFileName(f)}\n"
            );
        Text(Sums, string.Concat(sums));
    }
}

/// <summary>A model's file in a bundle.</summary>
/// <param name="Format">The key of its form.</param>
/// <param name="Name">Its name.</param>
/// <param name="Notes">What a user should know of it.</param>
/// <param name="Bytes">Its length.</param>
public sealed record BundleFile(string Format, string Name, ImmutableArray<string> Notes, long Bytes)
{
    /// <summary>What ONNX Runtime made of it; null where none runs it.</summary>
    public ExportCheck? Check { get; init; }

    /// <summary>Why it was not kept, in one sentence; null if it was.</summary>
    public string? Trouble { get; init; }
}
