using System.Collections.Immutable;

namespace Slimfront.Search.Fields;

/// <summary>Forms in which models are exported, by name.</summary>
internal sealed class FormsKind : FieldKind<ImmutableArray<string>>
{
    public override string Takes => "a form, or a list of them";

    public override ImmutableArray<string> Read(YamlPlace place, FieldContext context) =>
        [.. place.Items().Select(i => Known(i, context.Forms)).Distinct(StringComparer.Ordinal)];

    public override string? Yaml(ImmutableArray<string> value) =>
        value.IsEmpty ? null : YamlValue.List(value.Select(YamlValue.Scalar));

    public override IEnumerable<(string Key, string Text)> Lines(string key, ImmutableArray<string> value) =>
        [(key, value.IsEmpty ? "nothing" : string.Join(", ", value))];

    private static string Known(YamlPlace place, ImmutableArray<string> forms)
    {
        var form = place.Scalar();
        return forms.IsDefault || forms.Contains(form, StringComparer.Ordinal)
            ? form
            : throw place.Error(
                $"no form is called '{form}'.{Spelling.Hint(form, forms)} {Spelling.Known(form, forms)}"
            );
    }
}
