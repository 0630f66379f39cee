using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Graphs;

/// <summary>The packed form of graphs, which says only what cannot be foretold.</summary>
/// <remarks>
/// The number of nodes; of each node twice its operator's number, plus 1 if anything about it is unusual. If so, bits that say what:
/// bit 0 its inputs, bits 1 and 2 its name (<see cref="NodeNames.Form"/>), from bit 3 on its attributes. Then, as far as needed, the
/// inputs (how many, and how many places before the node each stands; usual is the node before, and nothing for the input), the
/// name, and the attributes (<see cref="BinaryAttributesWriter"/>). All are whole numbers of <see cref="ByteWriter.Number"/>.
/// </remarks>
internal static class GraphBinary
{
    private const int OtherInputs = 1;
    private const int NameShift = 1;
    private const int NameForms = 3;
    private const int AttributeShift = 3;

    public static void Write(ByteWriter bytes, ModelGraph graph)
    {
        var names = new NodeNames();
        bytes.Number(graph.Nodes.Length);
        for (var i = 0; i < graph.Nodes.Length; i++)
            Write(bytes, graph.Steps[i], i, names);
    }

    /// <summary>Reads a graph and nothing that follows it.</summary>
    /// <exception cref="FormatException">The bytes are no graph.</exception>
    /// <exception cref="GraphException">The graph cannot be.</exception>
    public static ModelGraph Read(ByteReader bytes)
    {
        var names = new NodeNames();
        var nodes = new List<Node>();
        var count = bytes.Count();
        if (count > GraphCheck.MostNodes)
            throw new FormatException($"a graph has up to {GraphCheck.MostNodes} nodes, not {count}.");
        while (nodes.Count < count)
            nodes.Add(Read(bytes, nodes, names));
        return new(nodes);
    }

    private static void Write(ByteWriter bytes, Step step, int place, NodeNames names)
    {
        var node = step.Node;
        var attributes = new BinaryAttributesWriter();
        node.Operator.Exchange(attributes);
        var (form, text, number) = names.Describe(node);
        var isUsual = step.Sources.AsSpan().SequenceEqual(UsualInputs(place).AsSpan());
        var unusual =
            (isUsual ? 0 : OtherInputs) | ((int)form << NameShift) | (attributes.Unusual << AttributeShift);
        bytes.Number((2 * OperatorFormat.NumberOf(node.Operator)) + (unusual == 0 ? 0 : 1));
        if (unusual != 0)
            bytes.Number(unusual);
        if (!isUsual)
        {
            bytes.Number(step.Sources.Length);
            foreach (var source in step.Sources)
                bytes.Number(place - source);
        }
        if (form == NodeNames.Form.Number)
            bytes.Number(number);
        else if (form != NodeNames.Form.Foretold)
            bytes.Text(text);
        bytes.Add(attributes.Bytes.ToArray());
    }

    private static Node Read(ByteReader bytes, List<Node> earlier, NodeNames names)
    {
        var head = bytes.Number();
        var unusual = head % 2 == 0 ? 0 : bytes.Number();
        var blank = OperatorFormat.Blank(head / 2);
        var sources =
            (unusual & OtherInputs) == 0 ? UsualInputs(earlier.Count) : ReadInputs(bytes, earlier.Count);
        ImmutableArray<string> inputs = [.. sources.Select(s => earlier[s].Name)];
        var form = (NodeNames.Form)((unusual >> NameShift) & NameForms);
        var name = names.Read(blank, inputs, form, bytes);
        if (name.Length > GraphCheck.LongestName)
            throw new FormatException($"a node has a name of {name.Length} characters.");
        return new(
            name,
            blank.Exchange(new BinaryAttributesReader(bytes, unusual >> AttributeShift)),
            inputs
        );
    }

    private static ImmutableArray<int> UsualInputs(int place) => place == 0 ? [] : [place - 1];

    private static ImmutableArray<int> ReadInputs(ByteReader bytes, int place)
    {
        var sources = new int[bytes.Count()];
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = place - bytes.Number();
            if (sources[i] < 0 || sources[i] == place)
                throw new FormatException($"node {place} takes what is no earlier node.");
        }
        return [.. sources];
    }
}
