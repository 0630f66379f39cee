using System.Collections.Immutable;
using System.CommandLine;
using Slimfront.Actors.Security;
using Slimfront.Search;

namespace Slimfront.Cli.Commands;

/// <summary>slimfront certs: makes a cluster's authority and a certificate for each node.</summary>
public static class CertsCommand
{
    private static readonly Option<string[]> Hosts = new("--host")
    {
        Description =
            "A node: the names and IP addresses others reach it by, with commas between ('node1,10.0.0.1'). Repeat it "
            + "for each node; run the command again for nodes that come later.",
        AllowMultipleArgumentsPerToken = true,
        Required = true,
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The folder.",
        DefaultValueFactory = _ => "certs",
    };

    private static readonly Option<int> Days = new("--days")
    {
        Description = "How long the nodes' certificates are valid.",
        DefaultValueFactory = _ => 825,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("certs", "Make certificates for the nodes of a cluster.")
        {
            Hosts,
            Out,
            Days,
        };
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        var days = parsed.GetValue(Days);
        if (days is < 1 or > 3650)
            throw new UserErrorException($"--days {days}: it must be 1 to 3650.");
        var nodes = parsed.GetValue(Hosts)!.Select(Names).ToImmutableArray();
        var root = parsed.GetValue(Out)!;
        var folders = new CertificateFolder(root, TlsFlags.Password, TimeProvider.System).Make(
            nodes,
            TimeSpan.FromDays(days)
        );
        Console.WriteLine(
            $"authority  {root}: {TlsFiles.AuthorityFile} for clients; keep ca.key to yourself"
        );
        foreach (var (folder, names) in folders.Zip(nodes))
            Console.WriteLine(
                $"node       {folder}: copy it to that machine, then 'slimfront node --host {names[0]} --tls {folder} …'"
            );
        if (TlsFlags.Password is null)
            Console.WriteLine(
                $"The keys are not encrypted; set {TlsFlags.PasswordVariable}, here and on the nodes, to have them so."
            );
        return Shell.Success;
    }

    private static ImmutableArray<string> Names(string host)
    {
        var names = host.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length > 0 ? [.. names] : throw new UserErrorException("--host names no host.");
    }
}
