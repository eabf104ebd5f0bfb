using System.Reflection;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnit;

namespace ActorServer.Architecture.Tests;

public sealed class DirectionTests
{
    // A folder is a namespace here. Of the server's, each uses only what stands below it.
    private static readonly string[] FloorsOfTheServer =
        ["CommandLine", "Embedding", "Hosting", "Steering", "Admission", "Settings", "Isolation", "Workers", "Connections", "Tls", "Placing", "Arrival", "Accepting", "Processes", "Resources", "Configuration", "Figures", "Output"];

    public static TheoryData<string> Assemblies => [.. House.MayReferTo.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_project_refers_to_those_below_it_alone(string assembly)
    {
        var ours = Assembly.Load(assembly).GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => name.StartsWith("ActorServer.", StringComparison.Ordinal) || name == "actor-server");
        Assert.Empty(ours.Except(House.MayReferTo[assembly]));
    }

    [Fact]
    public void The_server_runs_without_AspNetCore() =>
        Assert.DoesNotContain(
            Assembly.Load("actor-server").GetReferencedAssemblies(),
            reference => reference.Name is "ActorServer.Admin" || reference.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));

    [Fact]
    public void What_handlers_and_backends_are_written_against_refers_to_Akka_alone()
    {
        var others = Assembly.Load("ActorServer.Abstractions").GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal));
        Assert.Equal(["Akka"], others);
    }

    [Theory]
    [InlineData("ActorServer.Admin")]
    [InlineData("ActorServer.Cluster")]
    [InlineData("ActorServer.Native")]
    [InlineData("ActorServer.Threads")]
    [InlineData("ActorServer.UnixSocket")]
    [InlineData("ActorServer.Protocol")]
    [InlineData("ActorServer.Serving")]
    [InlineData("ActorServer.Handlers")]
    [InlineData("ActorServer.RemoteWorker")]
    [InlineData("ActorServer.AspNetCore")]
    [InlineData("ActorServer.Server")]
    public void No_folders_of_a_project_use_each_other(string project) =>
        SliceRuleDefinition.Slices().Matching($"{project}.(**)").Should().BeFreeOfCycles().Check(House.Architecture);

    [Fact]
    public void The_rule_finds_folders_that_use_each_other()
    {
        var here = new ArchLoader().LoadAssemblies(typeof(DirectionTests).Assembly).Build();
        var rule = SliceRuleDefinition.Slices().Matching($"{typeof(DirectionTests).Namespace}.Circle.(*)").Should().BeFreeOfCycles();
        Assert.False(rule.HasNoViolations(here));
    }

    [Fact]
    public void A_folder_of_the_server_uses_those_below_it_alone()
    {
        var wrong =
            from type in House.Architecture.Types
            let floor = FloorOf(type.Namespace.FullName)
            where floor >= 0
            from used in type.GetTypeDependencies()
            let usedFloor = FloorOf(used.Namespace?.FullName ?? "")
            where usedFloor >= 0 && usedFloor < floor
            select $"{type.FullName} uses {used.FullName}";
        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void Each_folder_of_the_server_has_its_floor() =>
        Assert.DoesNotContain(
            House.Architecture.Types.Select(type => type.Namespace.FullName),
            name => name.StartsWith("ActorServer.Server.", StringComparison.Ordinal) && FloorOf(name) < 0);

    private static int FloorOf(string name) =>
        name.StartsWith("ActorServer.Server.", StringComparison.Ordinal) ? Array.IndexOf(FloorsOfTheServer, name["ActorServer.Server.".Length..]) : -1;
}
