using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Graphs;

/// <summary>Foretells the names of a graph's nodes in their order, so that a packed graph holds only those that differ.</summary>
/// <remarks>
/// A name is a stem, the operator's prefix and the next number of both: "conv3", or "m2-conv3" in an ensemble. The input and the
/// output have no number and no stem; a point that rounds is called after the value that it rounds.
/// </remarks>
internal sealed class NodeNames
{
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);
    private string _stem = "";

    /// <summary>How a name is given.</summary>
    public enum Form
    {
        /// <summary>It is the one that was foretold.</summary>
        Foretold,

        /// <summary>Another stem, from here on.</summary>
        Stem,

        /// <summary>Another number.</summary>
        Number,

        /// <summary>The whole name.</summary>
        Whole,
    }

    /// <summary>The form of the next node's name, and what must be written for it; the name is then used.</summary>
    public (Form Form, string Text, int Number) Describe(Node node)
    {
        if (IsFixed(node.Operator))
            return node.Name == Fixed(node.Operator, node.Inputs) ? (Form.Foretold, "", 0) : Whole();
        var digits = node.Name.Length - node.Name.AsSpan().TrimEnd("0123456789").Length;
        var head = node.Name[..^digits];
        if (
            !head.EndsWith(node.Operator.Prefix, StringComparison.Ordinal)
            || node.Name[^digits..] is not ([not '0', ..] and var text)
            || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        )
            return Whole();
        var stem = head[..^node.Operator.Prefix.Length];
        var form =
            Next(stem, node.Operator) == number
                ? stem == _stem
                    ? Form.Foretold
                    : Form.Stem
                : stem == _stem
                    ? Form.Number
                    : Form.Whole;
        if (form != Form.Whole)
            _ = Numbered(stem, node.Operator, number);
        return (form, form == Form.Stem ? stem : node.Name, number);

        (Form, string, int) Whole() => (Form.Whole, node.Name, 0);
    }

    /// <summary>The name of the next node, which is then used.</summary>
    /// <param name="operation">The node's operator.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="form">How the name is given.</param>
    /// <param name="bytes">What must be read for it.</param>
    public string Read(Operator operation, ImmutableArray<string> inputs, Form form, ByteReader bytes)
    {
        if (form == Form.Whole)
            return bytes.Text();
        if (IsFixed(operation))
            return form == Form.Foretold
                ? Fixed(operation, inputs)
                : throw new FormatException($"the operator {operation.Kind} has no numbered name.");
        var stem = form == Form.Stem ? bytes.Text() : _stem;
        var number = form == Form.Number ? bytes.Number() : Next(stem, operation);
        return Numbered(stem, operation, number);
    }

    private static bool IsFixed(Operator operation) => operation is Input or Output or FakeQuantize;

    private static string Fixed(Operator operation, ImmutableArray<string> inputs) =>
        operation is FakeQuantize ? FakeQuantize.NameAfter(inputs.FirstOrDefault("")) : operation.Prefix;

    private long Next(string stem, Operator operation) =>
        _last.GetValueOrDefault(stem + operation.Prefix) + 1;

    private string Numbered(string stem, Operator operation, long number)
    {
        _stem = stem;
        _last[stem + operation.Prefix] = number;
        return string.Create(CultureInfo.InvariantCulture, $"{stem}{operation.Prefix}{number}");
    }
}
