using System.Text;
using Slimfront.Search.Fields;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Model;

/// <summary>A study's request as a study file: every value written out, in a fixed order.</summary>
/// <remarks>
/// The canonical form: paths stay whole ("training.epochs"), because a choice and the parameters it brings cannot both
/// stand at one place of nested YAML.
/// </remarks>
public static class StudyYaml
{
    /// <summary>The file's text, with line feeds.</summary>
    public static string Of(StudySpec spec)
    {
        var text = new StringBuilder();
        Append(text, StudyFields.Identity, spec);
        foreach (var (path, value) in spec.Settings)
            text.Append($"{YamlValue.Key(path)}: {YamlValue.Scalar(value)}\n");
        Append(text, StudyFields.Request, spec);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IEnumerable<StudyField> fields, StudySpec spec)
    {
        var open = "";
        foreach (var field in fields)
        {
            if (field.Yaml(spec) is not { } value)
                continue;
            if (field.Section.Length > 0 && field.Section != open)
                text.Append($"{field.Section}:\n");
            open = field.Section;
            text.Append($"{(open.Length > 0 ? "  " : "")}{field.Name}:{value}\n");
        }
    }
}
