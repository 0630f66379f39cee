using System.Collections.Immutable;
using Slimfront.Cli.Commands;
using Slimfront.Cli.Composing;
using Slimfront.Cli.Views;
using Slimfront.Onnx.Bundles;
using Slimfront.Onnx.Formats;
using Slimfront.Search;
using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Runs;

/// <summary>Exports the models of the front when a study is over, in the forms that its file asks for.</summary>
/// <remarks>As <c>slimfront export RUN --all --as FORMS</c> does. What fails is said, and takes nothing from the rest.</remarks>
public sealed class EndExports
{
    private readonly Composition _composition;
    private readonly ImmutableSortedDictionary<string, IExportFormat> _formats;
    private readonly string? _told;

    private EndExports(
        Composition composition,
        ImmutableSortedDictionary<string, IExportFormat> formats,
        string? told
    ) => (_composition, _formats, _told) = (composition, formats, told);

    /// <summary>The exports in some forms; made before a search begins, so that it is not in vain.</summary>
    /// <param name="composition">The techniques.</param>
    /// <param name="forms">They; none is nothing to do.</param>
    /// <param name="told">Where the data are now, if not where they were.</param>
    /// <exception cref="UserErrorException">There is no such form; the message says which there are.</exception>
    public static EndExports Of(Composition composition, ImmutableArray<string> forms, string? told = null)
    {
        ArgumentNullException.ThrowIfNull(composition);
        return new(composition, composition.Forms(forms, "'export'"), told);
    }

    /// <summary>Writes a bundle of each model of the front, and a line of each.</summary>
    /// <returns>The exit code: that of an error of the user if a form could not be made as good as its model.</returns>
    public int Write(Study study, RunDirectory run, bool asJson)
    {
        if (_formats.IsEmpty)
            return Shell.Success;
        using var exports = new RunExports(_composition, run, study, _told);
        var troubles = new HashSet<string>(StringComparer.Ordinal);
        foreach (var model in PickedModel.Front(study))
        {
            var folder = exports.FolderOf(model);
            var files = new List<BundleFile>();
            var trouble = Write(exports, model, folder, files);
            var kept = files.Where(f => f.Trouble is null).ToArray();
            if (!asJson && kept.Length > 0)
                Console.WriteLine($"export  {folder}: {string.Join(", ", kept.Select(Told))}");
            // Data that are not there are missed by every model alike: once is enough.
            if (trouble is not null && troubles.Add(trouble))
                Console.Error.WriteLine($"slimfront: {model.Name} is not exported as asked: {trouble}");
        }
        return troubles.Count == 0 ? Shell.Success : Shell.UserFault;
    }

    private string? Write(RunExports exports, PickedModel model, string folder, List<BundleFile> files)
    {
        try
        {
            exports.WriteBundle(model, folder, _formats, files.Add);
            return null;
        }
        catch (UserErrorException e)
        {
            return e.Message.ReplaceLineEndings(" ");
        }
    }

    private static string Told(BundleFile file) => $"{file.Name} {Format.Value(Objective.Bytes, file.Bytes)}";
}
