using System.Collections.Immutable;
using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Fields;
using Slimfront.Search.Rules;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.StudyFiles;

/// <summary>Reads study files. Every key is optional; docs/reference.md lists them.</summary>
/// <param name="pipeline">Knows the settings of data, teacher, training and pipeline.</param>
/// <param name="techniques">Knows the samplers and schedulers.</param>
/// <param name="forms">The forms in which models can be exported; default if any name will do.</param>
public sealed class StudyFile(
    IPipeline pipeline,
    SearchTechniques techniques,
    ImmutableArray<string> forms = default
)
{
    /// <summary>The default study, which the program carries: studies/digits.yaml.</summary>
    public StudySpec Default()
    {
        using var stream = typeof(StudyFile).Assembly.GetManifestResourceStream("digits.yaml")!;
        using var reader = new StreamReader(stream);
        return Parse("digits.yaml", reader.ReadToEnd());
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserErrorException">It is missing, or says something impossible: file, line, key and nearest known key.</exception>
    public StudySpec Read(string path)
    {
        var spec = Parse(Path.GetFileName(path), YamlText.ReadFile(path));
        return spec.Name.Length > 0 ? spec : spec with { Name = NameOf(path) };
    }

    /// <summary>Reads a file's text; the name is empty where the text gives none.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">The text.</param>
    public StudySpec Parse(string file, string text)
    {
        var spec = new StudySpec { Name = "", WarmStart = default };
        var root = YamlText.Parse(file, text);
        var isField = root.Children()
            .ToLookup(c => StudyFields.Keys.Contains(c.Key, StringComparer.Ordinal), c => c.Place);
        // Settings first: they tell what can be measured.
        foreach (var place in isField[false])
            spec = ReadSettings(spec, place);
        var context = new FieldContext(pipeline.Measures(spec.Settings), techniques) { Forms = forms };
        spec = spec with { Objectives = context.UsualObjectives };
        foreach (var place in isField[true])
            spec = StudyFields.Read(spec, place, context);
        BudgetCorner.Check(spec, root);
        Effects.Check(spec, root, pipeline.Settings);
        return spec;
    }

    // The name of the file, in the form of names.
    private static string NameOf(string path)
    {
        var name = string.Concat(
                Path.GetFileNameWithoutExtension(path)
                    .Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' ? c : '-')
            )
            .TrimStart('.', '-');
        return name.Length == 0 ? "study" : name[..Math.Min(name.Length, 64)];
    }

    private StudySpec ReadSettings(StudySpec spec, YamlPlace place)
    {
        foreach (var leaf in place.Leaves().Select(l => l.Place))
        {
            var path = leaf.Path;
            var setting = pipeline.Settings.FirstOrDefault(s => s.Key == path);
            if (setting is not null)
                spec = spec with
                {
                    Settings = spec.Settings.With(path, ParameterValue.Read(leaf, setting.Allowed)),
                };
            else if (!(leaf.IsMapping && IsSection(path)))
                throw leaf.Unknown(leaf.IsMapping ? [.. StudyFields.Keys, .. Sections] : Known);
        }

        return spec;
    }

    private string[] Known => [.. StudyFields.Keys, .. pipeline.Settings.Select(s => s.Key)];

    private IEnumerable<string> Sections =>
        pipeline
            .Settings.Select(s => s.Key[..s.Key.IndexOf('.', StringComparison.Ordinal)])
            .Distinct(StringComparer.Ordinal);

    // Whether there are settings below, so that an empty mapping may stand there.
    private bool IsSection(string path) =>
        pipeline.Settings.Any(s => s.Key.StartsWith($"{path}.", StringComparison.Ordinal));
}
