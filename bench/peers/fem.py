"""Linear finite elements: assembly by scikit-fem, a direct solver of SciPy."""

from cases import case


def system(n):
    import numpy as np
    from skfem import Basis, BilinearForm, ElementTriP1, LinearForm, MeshTri, condense

    grid = np.linspace(0, 1, n + 2)
    mesh = MeshTri.init_tensor(grid, grid)

    @BilinearForm
    def stiffness(u, v, w):
        x, y = w.x
        a = np.exp(np.sin(2 * np.pi * x) * np.cos(2 * np.pi * y))
        return a * (u.grad[0] * v.grad[0] + u.grad[1] * v.grad[1])

    @LinearForm
    def load(v, w):
        return 1.0 * v

    def assemble():
        basis = Basis(mesh, ElementTriP1())
        return condense(stiffness.assemble(basis), load.assemble(basis), D=basis.get_dofs(), expand=False)

    return assemble


@case("fem.assemble", "scikit-fem")
def assemble(n):
    return system(n)


@case("fem.solve", "scipy")
def solve(n):
    """Whichever ordering is the faster here: minimum degree on A + A^T, symmetric mode."""
    from scipy.sparse.linalg import splu

    matrix, right = system(n)()[:2]
    matrix = matrix.tocsc()
    matrix.eliminate_zeros()
    options = dict(SymmetricMode=True)
    return lambda: splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=options).solve(right)
